import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { GimbalReset } from '../camera.ts'

export default defineMethod('drc_gimbal_reset', {
  page: 'remote-control',
  summary: 'Bring the gimbal to a standard position, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: GimbalReset,
    reply: Result,
    example: { request: { payload_index: '89-0-0', reset_mode: 1 }, reply: { result: 0 } },
  },
})
