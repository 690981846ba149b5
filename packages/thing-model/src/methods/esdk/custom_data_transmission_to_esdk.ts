import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { customData } from '../payload-sdk.ts'

export default defineMethod('custom_data_transmission_to_esdk', {
  page: 'esdk',
  summary: 'Pass text to a program at the dock',
  description: 'The program uses the edge SDK; what the text means is its business.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/esdk-transmit-custom-data.html',
  services: {
    products: DOCKS,
    request: customData,
    reply: Result,
    example: { request: { value: 'hello world' }, reply: { result: 0 } },
  },
})
