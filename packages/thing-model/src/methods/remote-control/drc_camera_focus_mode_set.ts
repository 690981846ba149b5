import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { FocusModeSet } from '../camera.ts'

export default defineMethod('drc_camera_focus_mode_set', {
  page: 'remote-control',
  summary: 'Choose how a lens focuses, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: FocusModeSet,
    reply: Result,
    example: { request: { camera_type: 'zoom', focus_mode: 0, payload_index: '89-0-0' }, reply: { result: 0 } },
  },
})
