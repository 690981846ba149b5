import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { PhotoStorage } from '../camera.ts'

export default defineMethod('photo_storage_set', {
  page: 'drc',
  summary: 'Choose the lenses whose photos are stored',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: DOCKS,
    request: PhotoStorage,
    reply: Result,
    example: {
      request: { payload_index: '39-0-7', photo_storage_settings: ['current', 'vision', 'ir'] },
      reply: { result: 0 },
    },
  },
})
