import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { JobReply } from '../job.ts'
import { debugJob } from '../remote-debug.ts'

export default defineMethod('cover_close', {
  page: 'cmd',
  summary: 'Close the dock cover',
  description: 'The aircraft turns its propellers slowly while the cover closes, so that none of them is caught.',
  safety: 'motion',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: { products: DOCKS, reply: JobReply, example: { reply: { result: 0, output: { status: 'in_progress' } } } },
  events: {
    products: DOCKS,
    request: debugJob(
      'get_bid',
      'check_work_mode',
      'check_task_state',
      'check_scram_state',
      'turn_on_drone',
      'drone_paddle_forward',
      'close_cover',
      'drone_paddle_reverse',
      'drone_paddle_stop',
    ),
    reply: Result,
    example: {
      request: {
        result: 0,
        output: { status: 'in_progress', progress: { percent: 58, step_key: 'drone_paddle_reverse' } },
      },
      reply: { result: 0 },
    },
  },
})
