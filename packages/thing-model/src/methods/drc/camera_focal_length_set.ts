import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { FocalLength } from '../camera.ts'

export default defineMethod('camera_focal_length_set', {
  page: 'drc',
  summary: 'Zoom a lens',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: FocalLength,
    reply: Result,
    example: { request: { camera_type: 'zoom', payload_index: '39-0-7', zoom_factor: 5 }, reply: { result: 0 } },
  },
})
