import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { FocusModeSet } from '../camera.ts'

export default defineMethod('camera_focus_mode_set', {
  page: 'drc',
  summary: 'Choose how a lens focuses',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: FocusModeSet,
    reply: Result,
    example: { request: { camera_type: 'zoom', focus_mode: 1, payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
