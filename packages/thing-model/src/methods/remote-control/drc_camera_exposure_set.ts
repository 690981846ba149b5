import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { ExposureSet } from '../camera.ts'

export default defineMethod('drc_camera_exposure_set', {
  page: 'remote-control',
  summary: 'Set the exposure compensation of a lens, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: ExposureSet,
    reply: Result,
    example: { request: { camera_type: 'zoom', exposure_value: 8, payload_index: '89-0-0' }, reply: { result: 0 } },
    notes: 'The page calls exposure_value a string; its example and devices use a number.',
  },
})
