import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { customData } from '../payload-sdk.ts'

export default defineMethod('custom_data_transmission_to_psdk', {
  page: 'psdk',
  summary: 'Pass text to a payload',
  description: 'The payload uses the payload SDK; what the text means is its business.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk-transmit-custom-data.html',
  services: {
    products: DOCKS,
    request: customData,
    reply: Result,
    example: { request: { value: 'hello world' }, reply: { result: 0 } },
  },
})
