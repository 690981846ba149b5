import { DOCKS, defineMethod } from '../../define.ts'
import { JobReply } from '../job.ts'

export default defineMethod('return_home', {
  page: 'wayline',
  summary: 'Return home and land',
  safety: 'protective',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: [...DOCKS, 'dji-rc-plus-2'],
    reply: JobReply,
    example: { reply: { result: 0, output: { status: 'in_progress' } } },
  },
})
