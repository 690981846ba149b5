import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { PointFocus } from '../camera.ts'

export default defineMethod('drc_camera_point_focus_action', {
  page: 'remote-control',
  summary: 'Focus on a spot of the picture, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: PointFocus,
    reply: Result,
    example: { request: { camera_type: 'zoom', payload_index: '89-0-0', x: 0.5, y: 0.5 }, reply: { result: 0 } },
  },
})
