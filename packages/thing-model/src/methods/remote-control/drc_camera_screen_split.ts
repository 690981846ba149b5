import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { ScreenSplit } from '../camera.ts'

export default defineMethod('drc_camera_screen_split', {
  page: 'remote-control',
  summary: 'Show infrared and visible light side by side, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: ScreenSplit,
    reply: Result,
    example: { request: { enable: true, payload_index: '89-0-0' }, reply: { result: 0 } },
    notes: 'The example of the answer repeats the request.',
  },
})
