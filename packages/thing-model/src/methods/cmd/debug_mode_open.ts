import { DOCKS, defineMethod } from '../../define.ts'
import { JobReply } from '../job.ts'

export default defineMethod('debug_mode_open', {
  page: 'cmd',
  summary: 'Turn remote debugging on',
  description: 'Most commands of this page are refused until it is on; no mission starts while it is.',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: { products: DOCKS, reply: JobReply, example: { reply: { result: 0, output: { status: 'in_progress' } } } },
})
