import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { customData } from '../payload-sdk.ts'

export default defineMethod('custom_data_transmission_from_esdk', {
  page: 'esdk',
  summary: 'Pass text from a program at the dock to the cloud',
  description: 'The program uses the edge SDK; what the text means is its business.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/esdk-transmit-custom-data.html',
  events: {
    products: DOCKS,
    request: customData,
    reply: Result,
    example: { request: { value: 'hello world' }, reply: { result: 0 } },
  },
})
