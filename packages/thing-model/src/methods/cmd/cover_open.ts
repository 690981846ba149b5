import { DOCKS, defineMethod } from '../../define.ts'
import { JobReply, jobEvent } from '../job.ts'

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
    request: jobEvent({
      get_bid: 'Read the job id',
      check_work_mode: 'Check that remote debugging is on',
      check_task_state: 'Check for other jobs',
      check_scram_state: 'Check the emergency stop',
      open_cover: 'Open the cover',
    }),
    example: {
      request: { result: 0, output: { status: 'in_progress', progress: { percent: 70, step_key: 'open_cover' } } },
    },
  },
})
