import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { DrcModeSwitch } from '../camera.ts'

export default defineMethod('drc_camera_mode_switch', {
  page: 'remote-control',
  summary: 'Switch a camera between photo, video and panorama, over the DRC link',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock2/remote-control.html',
  drc: {
    products: ['dock2', 'dji-rc-plus-2'],
    request: DrcModeSwitch,
    reply: Result,
    example: { request: { camera_mode: 2, payload_index: '81-0-0' }, reply: { result: 0 } },
    notes: 'Dock 2 answers on services_reply instead of drc/up.',
  },
})
