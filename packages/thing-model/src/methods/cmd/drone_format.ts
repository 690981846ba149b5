import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { JobReply, jobEvent } from '../job.ts'

export default defineMethod('drone_format', {
  page: 'cmd',
  summary: 'Erase all data on the aircraft',
  description: 'Media that was not uploaded yet is lost.',
  safety: 'destructive',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: { products: DOCKS, reply: JobReply, example: { reply: { result: 0, output: { status: 'in_progress' } } } },
  events: {
    products: DOCKS,
    request: jobEvent(),
    reply: Result,
    example: {
      request: { result: 0, output: { status: 'in_progress', progress: { percent: 80 } } },
      reply: { result: 0 },
    },
  },
})
