import { defineMethod } from '../../define.ts'
import { OnOff, PayloadIndex, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_linkage_zoom_set', {
  page: 'remote-control',
  summary: 'Zoom infrared and visible light together',
  description: 'For the M3TD.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock2/remote-control.html',
  drc: {
    products: ['dock2', 'dji-rc-plus-2'],
    request: Struct({ payload_index: PayloadIndex(), state: OnOff({ title: 'Linked zoom' }) }),
    reply: Result,
    example: { request: { payload_index: '81-0-0', state: 0 }, reply: { result: 0 } },
    notes: 'The page calls state a boolean; its example carries 0.',
  },
})
