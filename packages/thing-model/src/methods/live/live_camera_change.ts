import { defineMethod } from '../../define.ts'
import { IntEnum, Result, Struct } from '../../schema.ts'
import { videoId } from '../live-stream.ts'

export default defineMethod('live_camera_change', {
  page: 'live',
  summary: 'Choose between the inner and the outer camera of the dock',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/live.html',
  services: {
    products: ['dock2', 'dock3'],
    request: Struct({
      video_id: videoId,
      camera_position: IntEnum({ 0: 'Inside', 1: 'Outside' }, { title: 'Camera' }),
    }),
    reply: Result,
    example: { request: { video_id: '1ZNDH1D0010098/165-0-7/normal-0', camera_position: 0 }, reply: { result: 0 } },
  },
})
