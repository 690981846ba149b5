import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { ExposureModeSet } from '../camera.ts'

export default defineMethod('camera_exposure_mode_set', {
  page: 'drc',
  summary: 'Choose how a lens sets its exposure',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: ExposureModeSet,
    reply: Result,
    example: { request: { camera_type: 'zoom', exposure_mode: 1, payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
