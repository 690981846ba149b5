import { defineMethod } from '../../define.ts'
import { SHUTTER_AUTO, ShutterSpeed } from '../../imaging.ts'
import { PayloadIndex, Result, Struct } from '../../schema.ts'
import { VisibleLens } from '../camera.ts'

const shutter = (automatic: number) =>
  Struct({ payload_index: PayloadIndex(), camera_type: VisibleLens, shutter_value: ShutterSpeed([automatic]) })

export default defineMethod('drc_camera_shutter_set', {
  page: 'remote-control',
  summary: 'Set the shutter speed of a lens',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2'],
    request: shutter(SHUTTER_AUTO.others),
    reply: Result,
    example: { request: { shutter_value: 5, camera_type: 'zoom', payload_index: '39-0-7' }, reply: { result: 0 } },
    variants: { dock2: { request: shutter(SHUTTER_AUTO.dock2) } },
    notes: 'Automatic is 65534 on Dock 2 although its page says 60 here too.',
  },
})
