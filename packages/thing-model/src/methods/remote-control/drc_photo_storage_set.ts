import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { PhotoStorage } from '../camera.ts'

export default defineMethod('drc_photo_storage_set', {
  page: 'remote-control',
  summary: 'Choose the lenses whose photos are stored, over the DRC link',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock2/remote-control.html',
  drc: {
    products: ['dock2', 'dji-rc-plus-2'],
    request: PhotoStorage,
    reply: Result,
    example: {
      request: { payload_index: '81-0-0', photo_storage_settings: ['current', 'ir', 'vision'] },
      reply: { result: 0 },
    },
  },
})
