import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('return_home_cancel', {
  page: 'wayline',
  summary: 'Stop the return home and hover',
  description: 'The aircraft stays in the air and uses up its battery.',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: [...DOCKS, 'dji-rc-plus-2'],
    reply: Result,
    example: { reply: { result: 0 } },
  },
})
