import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('flight_authority_grab', {
  page: 'drc',
  summary: 'Take flight authority',
  description: 'Whoever held it, at a remote controller or in another cloud session, loses it.',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: { products: DOCKS, reply: Result, example: { reply: { result: 0 } } },
})
