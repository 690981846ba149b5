import { defineMethod } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { JobReply, jobEvent } from '../job.ts'
import { dongle } from '../remote-debug.ts'

export default defineMethod('esim_activate', {
  page: 'cmd',
  summary: 'Activate the eSIM of a 4G dongle',
  description: 'The 4G link may be lost.',
  safety: 'destructive',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: ['dock2', 'dock3'],
    request: Struct(dongle),
    reply: JobReply,
    example: {
      request: { imei: '860000000000000', device_type: 'dock' },
      reply: { result: 0, output: { status: 'in_progress' } },
    },
  },
  events: {
    products: ['dock2', 'dock3'],
    request: jobEvent(),
    reply: Result,
    example: {
      request: { result: 0, output: { status: 'in_progress', progress: { percent: 0 } } },
      reply: { result: 0 },
    },
  },
})
