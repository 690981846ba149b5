import { defineMethod, GATEWAYS } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { videoId } from '../live-stream.ts'

export default defineMethod('live_stop_push', {
  page: 'live',
  summary: 'Stop a live stream',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/live.html',
  services: {
    products: GATEWAYS,
    request: Struct({ video_id: videoId }),
    reply: Result,
    example: { request: { video_id: '1ZNDH1D0010098/42-0-0/zoom-0' }, reply: { result: 0 } },
  },
})
