import { defineMethod } from '../../define.ts'
import { NightMode } from '../../imaging.ts'
import { PayloadIndex, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_camera_night_mode_set', {
  page: 'remote-control',
  summary: 'Switch night mode',
  description: 'For the M4D and M4TD.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ payload_index: PayloadIndex(), mode: NightMode() }),
    reply: Result,
    example: { request: { payload_index: '99-0-0', mode: 0 }, reply: { result: 0 } },
  },
})
