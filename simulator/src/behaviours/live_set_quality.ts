import { defineBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'
import { setStream, streaming } from './streams.ts'

export default defineBehaviour('live_set_quality', {
  refuse: (gateway, { video_id }) => (streaming(gateway, video_id) ? 0 : RESULT.notStreaming),
  start: (gateway, { video_id, video_quality }) => setStream(gateway, video_id, { video_quality }),
})
