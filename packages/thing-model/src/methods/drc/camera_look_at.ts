import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { LookAt } from '../camera.ts'

export default defineMethod('camera_look_at', {
  page: 'drc',
  summary: 'Turn the camera to a point on the ground',
  description: 'On the Matrice 30 send it with `locked`: alone, the gimbal fails at its end stop.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: LookAt,
    reply: Result,
    example: {
      request: { height: 100, latitude: 12.23, locked: true, longitude: 12.23, payload_index: '39-0-7' },
      reply: { result: 0 },
    },
  },
})
