import { DOCKS, defineMethod } from '../../define.ts'
import { JobReply } from '../job.ts'

export default defineMethod('supplement_light_open', {
  page: 'cmd',
  summary: 'Turn the fill light of the dock on',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: { products: DOCKS, reply: JobReply, example: { reply: { result: 0, output: { status: 'in_progress' } } } },
})
