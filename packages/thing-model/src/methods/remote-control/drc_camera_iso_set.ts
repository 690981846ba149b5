import { defineMethod } from '../../define.ts'
import { Iso } from '../../imaging.ts'
import { PayloadIndex, Result, Struct } from '../../schema.ts'
import { VisibleLens } from '../camera.ts'

export default defineMethod('drc_camera_iso_set', {
  page: 'remote-control',
  summary: 'Set the ISO value of a lens',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2'],
    request: Struct({ payload_index: PayloadIndex(), camera_type: VisibleLens, iso_value: Iso() }),
    reply: Result,
    example: { request: { camera_type: 'zoom', iso_value: 5, payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
