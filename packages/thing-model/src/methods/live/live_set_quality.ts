import { defineMethod, GATEWAYS } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { videoId, videoQuality } from '../live-stream.ts'

export default defineMethod('live_set_quality', {
  page: 'live',
  summary: 'Set the quality of a live stream',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/live.html',
  services: {
    products: GATEWAYS,
    request: Struct({ video_id: videoId, video_quality: videoQuality }),
    reply: Result,
    example: { request: { video_id: '1ZNDH1D0010098/39-0-7/normal-0', video_quality: 4 }, reply: { result: 0 } },
  },
})
