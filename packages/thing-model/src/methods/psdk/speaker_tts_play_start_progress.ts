import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { speakerJob } from '../payload-sdk.ts'

export default defineMethod('speaker_tts_play_start_progress', {
  page: 'psdk',
  summary: 'Report how far the speaking of a text has come',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  events: {
    products: DOCKS,
    request: speakerJob({
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
          status: 'ok',
          md5: 'bacee8ed225fa346f6da87f67c914728',
          progress: { percent: 100, step_key: 'play' },
        },
      },
      reply: { result: 0 },
    },
  },
})
