import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { LookAt } from '../camera.ts'

export default defineMethod('drc_camera_look_at', {
  page: 'remote-control',
  summary: 'Turn the camera to a point on the ground, over the DRC link',
  description: 'On the Matrice 30 send it with `locked`: alone, the gimbal fails at its end stop.',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: LookAt,
    reply: Result,
    example: {
      request: {
        height: 24.838796976545467,
        latitude: 22.908061229971967,
        locked: false,
        longitude: 113.70510712582023,
        payload_index: '89-0-0',
      },
      reply: { result: 0 },
    },
  },
})
