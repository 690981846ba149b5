import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { JobReply, jobEvent } from '../job.ts'

export default defineMethod('cover_force_close', {
  page: 'cmd',
  summary: 'Close the dock cover without looking at the propellers',
  description: 'Only when the ordinary way fails: propellers that stand across the cover break.',
  safety: 'motion',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: { products: DOCKS, reply: JobReply, example: { reply: { result: 0, output: { status: 'in_progress' } } } },
  events: {
    products: DOCKS,
    request: jobEvent(),
    reply: Result,
    example: {
      request: { result: 0, output: { status: 'in_progress', progress: { percent: 6 } } },
      reply: { result: 0 },
    },
  },
})
