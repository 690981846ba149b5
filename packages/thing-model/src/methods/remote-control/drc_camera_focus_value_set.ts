import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { FocusValueSet } from '../camera.ts'

export default defineMethod('drc_camera_focus_value_set', {
  page: 'remote-control',
  summary: 'Set the focus of a lens by hand, over the DRC link',
  safety: 'payload',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/remote-control.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: FocusValueSet,
    reply: Result,
    example: { request: { camera_type: 'zoom', focus_value: 11, payload_index: '89-0-0' }, reply: { result: 0 } },
  },
})
