import { defineMethod } from '../../define.ts'
import { PhotoFormat } from '../../imaging.ts'
import { PayloadIndex, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_camera_photo_format_set', {
  page: 'remote-control',
  summary: 'Choose the format of thermal photos',
  description: 'The live view has to show the infrared lens.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ payload_index: PayloadIndex(), photo_format: PhotoFormat() }),
    reply: Result,
    example: { request: { payload_index: '81-0-0', photo_format: 16 }, reply: { result: 0 } },
  },
})
