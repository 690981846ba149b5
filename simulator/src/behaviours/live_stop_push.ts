import { defineBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'
import { setStream, streaming } from './streams.ts'

export default defineBehaviour('live_stop_push', {
  refuse: (gateway, { video_id }) => (streaming(gateway, video_id) ? 0 : RESULT.notStreaming),
  start: (gateway, { video_id }) => setStream(gateway, video_id, { status: 0 }),
})
