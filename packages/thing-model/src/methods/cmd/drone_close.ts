import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { JobReply } from '../job.ts'
import { debugJob } from '../remote-debug.ts'

export default defineMethod('drone_close', {
  page: 'cmd',
  summary: 'Switch the aircraft off',
  description: 'The aircraft must be in the dock.',
  safety: 'motion',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: { products: DOCKS, reply: JobReply, example: { reply: { result: 0, output: { status: 'in_progress' } } } },
  events: {
    products: DOCKS,
    request: debugJob(
      'get_bid',
      'check_ac_input_state',
      'upgrading_prevent_reboot',
      'check_work_mode',
      'check_task_state',
      'check_scram_state',
      'close_drone',
    ),
    reply: Result,
    example: {
      request: { result: 0, output: { status: 'in_progress', progress: { percent: 20, step_key: 'check_work_mode' } } },
      reply: { result: 0 },
    },
  },
})
