import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { VideoStorage } from '../camera.ts'

export default defineMethod('video_storage_set', {
  page: 'drc',
  summary: 'Choose the lenses whose videos are stored',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  services: {
    products: DOCKS,
    request: VideoStorage,
    reply: Result,
    example: {
      request: { payload_index: '39-0-7', video_storage_settings: ['current', 'wide', 'zoom', 'ir'] },
      reply: { result: 0 },
    },
  },
})
