import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { OneCamera } from '../camera.ts'

export default defineMethod('drc_camera_photo_stop', {
  page: 'remote-control',
  summary: 'Stop taking photos, over the DRC link',
  description: 'Ends a panorama.',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: OneCamera,
    reply: Result,
    example: { request: { payload_index: '89-0-0' }, reply: { result: 0 } },
  },
})
