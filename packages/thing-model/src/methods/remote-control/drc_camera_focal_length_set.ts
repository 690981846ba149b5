import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { FocalLength } from '../camera.ts'

export default defineMethod('drc_camera_focal_length_set', {
  page: 'remote-control',
  summary: 'Zoom a lens, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: FocalLength,
    reply: Result,
    example: { request: { camera_type: 'zoom', payload_index: '89-0-0', zoom_factor: 7 }, reply: { result: 0 } },
  },
})
