import { defineMethod } from '../../define.ts'
import { Bool, PayloadIndex, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_camera_night_vision_enable', {
  page: 'remote-control',
  summary: 'Switch black-and-white night vision',
  description: 'For the M4TD; takes effect from 7x zoom on.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ payload_index: PayloadIndex(), enable: Bool({ title: 'Night vision' }) }),
    reply: Result,
    example: { request: { payload_index: '99-0-0', enable: true }, reply: { result: 0 } },
  },
})
