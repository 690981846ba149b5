import { defineBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'
import { setStream, streaming, streams } from './streams.ts'

export default defineBehaviour('live_lens_change', {
  refuse(gateway, { video_id }) {
    const running = video_id === undefined ? streams(gateway).some(s => s.status === 1) : streaming(gateway, video_id)
    return running ? 0 : RESULT.notStreaming
  },
  start(gateway, { video_id = streams(gateway).find(s => s.status === 1)?.video_id, video_type }) {
    setStream(gateway, video_id, { video_type })
  },
})
