import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { FrameZoom } from '../camera.ts'

export default defineMethod('drc_camera_frame_zoom', {
  page: 'remote-control',
  summary: 'Zoom to a frame drawn in the picture, over the DRC link',
  description: 'Gimbal and zoom move until the frame fills the picture; with `locked` the aircraft turns as well.',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: FrameZoom,
    reply: Result,
    example: {
      request: { camera_type: 'zoom', height: 0.5, locked: true, payload_index: '89-0-0', width: 0.8, x: 0.5, y: 0.5 },
      reply: { result: 0 },
    },
  },
})
