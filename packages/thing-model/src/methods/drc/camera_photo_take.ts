import { DOCKS, defineMethod } from '../../define.ts'
import { Optional, ResultWith, Struct, TextEnum } from '../../schema.ts'
import { OneCamera } from '../camera.ts'

export default defineMethod('camera_photo_take', {
  page: 'drc',
  summary: 'Take a photo',
  description: 'A panorama answers in_progress; camera_photo_take_progress then reports how it goes.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: [...DOCKS, 'rc-pro'],
    request: OneCamera,
    reply: ResultWith(Struct({ status: Optional(TextEnum({ in_progress: 'Taking pictures' }, { title: 'Status' })) })),
    example: { request: { payload_index: '39-0-7' }, reply: { result: 0, output: { status: 'in_progress' } } },
    notes: 'The RC Pro page lists status beside result; its example has it in output.',
  },
})
