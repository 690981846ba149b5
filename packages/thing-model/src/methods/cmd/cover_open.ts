import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { JobReply } from '../job.ts'
import { debugJob } from '../remote-debug.ts'

export default defineMethod('cover_open', {
  page: 'cmd',
  summary: 'Open the dock cover',
  description: 'The cover moves: keep people clear of it, and look at rain and wind before.',
  safety: 'motion',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: { products: DOCKS, reply: JobReply, example: { reply: { result: 0, output: { status: 'in_progress' } } } },
  events: {
    products: DOCKS,
    request: debugJob('get_bid', 'check_work_mode', 'check_task_state', 'check_scram_state', 'open_cover'),
    reply: Result,
    example: {
      request: { result: 0, output: { status: 'in_progress', progress: { percent: 70, step_key: 'open_cover' } } },
      reply: { result: 0 },
    },
  },
})
