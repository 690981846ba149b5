import { defineMethod } from '../../define.ts'
import { Struct, Text } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_psdk_floating_window_text', {
  page: 'remote-control',
  summary: 'Report a text that an accessory shows to the pilot',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    from: 'device',
    request: Struct({ psdk_index: PsdkIndex, floating_window_text: Text({ title: 'Text' }) }),
    example: { request: { floating_window_text: '', psdk_index: 0 } },
  },
})
