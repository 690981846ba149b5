import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, Result, Struct } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('psdk_widget_value_set', {
  page: 'psdk',
  summary: 'Set a widget of a payload',
  description: 'What a value means is defined by the maker of the payload.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  services: {
    products: DOCKS,
    request: Struct({
      psdk_index: psdkIndex,
      index: Integer({ title: 'Widget', minimum: 0, maximum: 65535 }),
      value: Integer({ title: 'Value', minimum: -2147483648, maximum: 2147483647 }),
    }),
    reply: Result,
    example: { request: { psdk_index: 2, index: 1, value: 60 }, reply: { result: 0 } },
  },
})
