import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { OneCamera } from '../camera.ts'

export default defineMethod('payload_authority_grab', {
  page: 'drc',
  summary: 'Take authority over a payload',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: DOCKS,
    request: OneCamera,
    reply: Result,
    example: { request: { payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
