import { defineMethod } from '../../define.ts'
import { Optional, ResultCode, Struct, TextEnum } from '../../schema.ts'
import { OneCamera } from '../camera.ts'

export default defineMethod('drc_camera_photo_take', {
  page: 'remote-control',
  summary: 'Take a photo, over the DRC link',
  description: 'A panorama answers in_progress; camera_photo_take_progress then reports how it goes.',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: OneCamera,
    reply: Struct({
      result: ResultCode,
      status: Optional(TextEnum({ in_progress: 'Taking pictures' }, { title: 'Status' })),
    }),
    example: { request: { payload_index: '89-0-0' }, reply: { result: 0 } },
  },
})
