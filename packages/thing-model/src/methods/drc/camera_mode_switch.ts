import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { ModeSwitch } from '../camera.ts'

export default defineMethod('camera_mode_switch', {
  page: 'drc',
  summary: 'Switch a camera between photo, video and panorama',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: ModeSwitch,
    reply: Result,
    example: { request: { camera_mode: 0, payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
