import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { Aim } from '../camera.ts'

export default defineMethod('drc_camera_aim', {
  page: 'remote-control',
  summary: 'Centre the camera on a spot of the picture, over the DRC link',
  description: 'With `locked` the aircraft turns as well.',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: Aim,
    reply: Result,
    example: {
      request: {
        camera_type: 'wide',
        locked: false,
        payload_index: '89-0-0',
        x: 0.8310580204778157,
        y: 0.32272727272727275,
      },
      reply: { result: 0 },
    },
  },
})
