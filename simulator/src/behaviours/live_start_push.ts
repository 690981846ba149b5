import { defineBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'
import { setStream, streaming } from './streams.ts'

export default defineBehaviour('live_start_push', {
  refuse(gateway, { video_id }) {
    const [sn, camera] = String(video_id).split('/')
    const { aircraft } = gateway
    const known = sn === gateway.sn || (sn === aircraft?.sn && aircraft?.product.cameras?.some(c => c.index === camera))
    if (!known) return RESULT.cameraMissing
    if (sn === aircraft?.sn && !aircraft?.powered) return RESULT.aircraftNotConnected
    return streaming(gateway, video_id) ? RESULT.alreadyStreaming : 0
  },
  start: (gateway, { video_id, video_quality }) => setStream(gateway, video_id, { video_quality, status: 1 }),
})
