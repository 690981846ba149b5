import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { customData } from '../payload-sdk.ts'

export default defineMethod('custom_data_transmission_from_psdk', {
  page: 'psdk',
  summary: 'Pass text from a payload to the cloud',
  description: 'The payload uses the payload SDK; what the text means is its business.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk-transmit-custom-data.html',
  events: {
    products: DOCKS,
    request: customData,
    reply: Result,
    example: { request: { value: 'hello world' }, reply: { result: 0 } },
  },
})
