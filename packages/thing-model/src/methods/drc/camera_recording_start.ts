import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { OneCamera } from '../camera.ts'

export default defineMethod('camera_recording_start', {
  page: 'drc',
  summary: 'Start recording video',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: OneCamera,
    reply: Result,
    example: { request: { payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
