import { defineMethod } from '../../define.ts'
import { IntEnum, PayloadIndex, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_camera_denoise_level_set', {
  page: 'remote-control',
  summary: 'Set how strongly noise is reduced at night',
  description: 'Takes effect only while night mode is switched on by hand.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      payload_index: PayloadIndex(),
      level: IntEnum(
        { 2: 'Strong, 15 frames a second', 3: 'Very strong, 5 frames a second' },
        { title: 'Noise reduction' },
      ),
    }),
    reply: Result,
    example: { request: { payload_index: '99-0-0', level: 2 }, reply: { result: 0 } },
  },
})
