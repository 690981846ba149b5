import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'
import { VideoStorage } from '../camera.ts'

export default defineMethod('drc_video_storage_set', {
  page: 'remote-control',
  summary: 'Choose the lenses whose videos are stored, over the DRC link',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock2/remote-control.html',
  drc: {
    products: ['dock2', 'dji-rc-plus-2'],
    request: VideoStorage,
    reply: Result,
    example: {
      request: { payload_index: '81-0-0', video_storage_settings: ['current', 'ir', 'vision'] },
      reply: { result: 0 },
    },
  },
})
