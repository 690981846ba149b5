import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { JobReply } from '../job.ts'
import { debugJob } from '../remote-debug.ts'

export default defineMethod('putter_open', {
  page: 'cmd',
  summary: 'Push the rods away from the aircraft',
  description: 'The rods centre and hold the aircraft in the dock.',
  safety: 'motion',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: ['dock1'],
    reply: JobReply,
    example: { reply: { result: 0, output: { status: 'in_progress' } } },
  },
  events: {
    products: ['dock1'],
    request: debugJob(
      'get_bid',
      'check_work_mode',
      'check_task_state',
      'check_scram_state',
      'open_putter',
      'free_putter',
    ),
    reply: Result,
    example: {
      request: { result: 0, output: { status: 'in_progress', progress: { percent: 80, step_key: 'free_putter' } } },
      reply: { result: 0 },
    },
  },
})
