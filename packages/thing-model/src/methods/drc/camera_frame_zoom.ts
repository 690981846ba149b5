import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { FrameZoom } from '../camera.ts'

export default defineMethod('camera_frame_zoom', {
  page: 'drc',
  summary: 'Zoom to a frame drawn in the picture',
  description: 'Gimbal and zoom move until the frame fills the picture; with `locked` the aircraft turns as well.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: ['dock2', 'dock3'],
    request: FrameZoom,
    reply: Result,
    example: {
      request: { camera_type: 'zoom', height: 0.2, locked: true, payload_index: '39-0-7', width: 0.2, x: 0.5, y: 0.5 },
      reply: { result: 0 },
    },
  },
})
