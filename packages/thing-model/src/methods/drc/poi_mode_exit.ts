import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('poi_mode_exit', {
  page: 'drc',
  summary: 'Stop circling and hover',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock1/drc.html',
  services: { products: ['dock1', 'dji-rc-plus-2'], reply: Result, example: { reply: { result: 0 } } },
})
