import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { ExposureSet } from '../camera.ts'

export default defineMethod('camera_exposure_set', {
  page: 'drc',
  summary: 'Set the exposure compensation of a lens',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: ExposureSet,
    reply: Result,
    example: { request: { camera_type: 'zoom', exposure_value: 5, payload_index: '39-0-7' }, reply: { result: 0 } },
    notes: 'The page calls exposure_value a string; its example and devices use a number.',
  },
})
