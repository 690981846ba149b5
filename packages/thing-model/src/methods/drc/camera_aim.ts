import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { Aim } from '../camera.ts'

export default defineMethod('camera_aim', {
  page: 'drc',
  summary: 'Centre the camera on a spot of the picture',
  description: 'With `locked` the aircraft turns as well.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: Aim,
    reply: Result,
    example: {
      request: { camera_type: 'zoom', locked: true, payload_index: '39-0-7', x: 0.5, y: 0.5 },
      reply: { result: 0 },
    },
  },
})
