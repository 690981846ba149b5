import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { FocusValueSet } from '../camera.ts'

export default defineMethod('camera_focus_value_set', {
  page: 'drc',
  summary: 'Set the focus of a lens by hand',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: FocusValueSet,
    reply: Result,
    example: { request: { camera_type: 'zoom', focus_value: 5, payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
