import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { JobReply } from '../job.ts'
import { debugJob } from '../remote-debug.ts'

export default defineMethod('charge_open', {
  page: 'cmd',
  summary: 'Start charging the aircraft',
  safety: 'benign',
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
      'check_cover',
      'close_putter',
      'check_wired_connect_state',
      'start_charge',
    ),
    reply: Result,
    example: {
      request: { result: 0, output: { status: 'in_progress', progress: { percent: 45, step_key: 'start_charge' } } },
      reply: { result: 0 },
    },
  },
})
