import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { screenDrag } from '../camera.ts'

export default defineMethod('camera_screen_drag', {
  page: 'drc',
  summary: 'Turn the gimbal at a rate',
  description: 'It turns as long as the command is repeated.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: screenDrag('deg/s'),
    reply: Result,
    example: {
      request: { locked: true, payload_index: '39-0-7', pitch_speed: 0.1, yaw_speed: 0.1 },
      reply: { result: 0 },
    },
  },
})
