import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { JobReply, jobEvent } from '../job.ts'

export default defineMethod('drone_open', {
  page: 'cmd',
  summary: 'Switch the aircraft on',
  description: 'The aircraft must be in the dock, whose rods may close to reach it.',
  safety: 'motion',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: { products: DOCKS, reply: JobReply, example: { reply: { result: 0, output: { status: 'in_progress' } } } },
  events: {
    products: ['dock1', 'dock3'],
    request: jobEvent(),
    reply: Result,
    example: {
      request: { result: 0, output: { status: 'in_progress' } },
      reply: { result: 0 },
    },
  },
})
