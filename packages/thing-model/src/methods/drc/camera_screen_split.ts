import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { ScreenSplit } from '../camera.ts'

export default defineMethod('camera_screen_split', {
  page: 'drc',
  summary: 'Show infrared and visible light side by side',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: ScreenSplit,
    reply: Result,
    example: { request: { enable: true, payload_index: '39-0-7' }, reply: { result: 0 } },
  },
})
