import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { PointFocus } from '../camera.ts'

export default defineMethod('camera_point_focus_action', {
  page: 'drc',
  summary: 'Focus on a spot of the picture',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: PointFocus,
    reply: Result,
    example: { request: { camera_type: 'zoom', payload_index: '39-0-7', x: 0.5, y: 0.5 }, reply: { result: 0 } },
  },
})
