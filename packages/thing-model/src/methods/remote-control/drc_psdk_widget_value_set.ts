import { defineMethod } from '../../define.ts'
import { Integer, Result, Struct } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_psdk_widget_value_set', {
  page: 'remote-control',
  summary: 'Set a control of an accessory',
  description: 'What a value means is up to the maker of the accessory.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      psdk_index: PsdkIndex,
      index: Integer({ title: 'Control', minimum: 0, maximum: 65535 }),
      value: Integer({ title: 'Value', minimum: -2147483648, maximum: 2147483647 }),
    }),
    reply: Result,
    example: { request: { index: 1, psdk_index: 1, value: 60 }, reply: { result: 0 } },
  },
})
