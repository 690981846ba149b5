import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { speakerJob } from '../payload-sdk.ts'

export default defineMethod('speaker_audio_play_start_progress', {
  page: 'psdk',
  summary: 'Report how far the playing of a recording has come',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  events: {
    products: DOCKS,
    request: speakerJob({
      download: 'Load the file to the dock',
      encoding: 'Encode as Opus',
      upload: 'Send to the speaker',
      change_work_mode: 'Switch the mode',
      play: 'Play',
    }),
    reply: Result,
    example: {
      request: {
        result: 0,
        output: {
          psdk_index: 2,
          status: 'in_progress',
          md5: 'e0ecd29bb44d9e08107aaccecdc6cae2',
          progress: { percent: 89, step_key: 'upload' },
        },
      },
      reply: { result: 0 },
    },
  },
})
