import { defineMethod } from '../../define.ts'
import { Aperture } from '../../imaging.ts'
import { PayloadIndex, Result, Struct } from '../../schema.ts'
import { VisibleLens } from '../camera.ts'

export default defineMethod('drc_camera_aperture_value_set', {
  page: 'remote-control',
  summary: 'Set the aperture of a lens',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2'],
    request: Struct({ payload_index: PayloadIndex(), camera_type: VisibleLens, aperture_value: Aperture() }),
    reply: Result,
    example: { request: { aperture_value: 280, camera_type: 'zoom', payload_index: '39-0-7' }, reply: { result: 0 } },
    notes: 'The example of the docks has aperture 5, which the table does not know.',
  },
})
