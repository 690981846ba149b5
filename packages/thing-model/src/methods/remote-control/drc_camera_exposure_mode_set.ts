import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { ExposureModeSet } from '../camera.ts'

export default defineMethod('drc_camera_exposure_mode_set', {
  page: 'remote-control',
  summary: 'Choose how a lens sets its exposure, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: ExposureModeSet,
    reply: Result,
    example: { request: { camera_type: 'zoom', exposure_mode: 1, payload_index: '89-0-0' }, reply: { result: 0 } },
  },
})
