import { defineMethod } from '../../define.ts'
import { Percent, ResultCode, Struct, Text, TextEnum } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_speaker_play_progress', {
  page: 'remote-control',
  summary: 'Report how a loudspeaker announcement goes',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    from: 'device',
    request: Struct({
      psdk_index: PsdkIndex,
      result: ResultCode,
      status: TextEnum({ in_progress: 'Running', success: 'Done', failed: 'Failed' }, { title: 'Status' }),
      progress: Struct({
        step_key: TextEnum(
          {
            download: 'Download',
            encoding: 'Convert',
            upload: 'Send to the aircraft',
            tts_processing: 'Turn text into speech',
            change_work_mode: 'Switch the mode',
            play: 'Play',
          },
          { title: 'Step' },
        ),
        percent: Percent({ title: 'Progress' }),
      }),
      md5: Text({ title: 'MD5 of the file' }),
    }),
    example: {
      request: {
        psdk_index: 2,
        result: 0,
        status: 'in_progress',
        progress: { step_key: 'upload', percent: 40 },
        md5: 'e0ecd29bb44d9e08107aaccecdc6cae2',
      },
    },
  },
})
