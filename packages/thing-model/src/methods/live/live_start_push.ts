import { defineMethod, GATEWAYS } from '../../define.ts'
import { IntEnum, Result, Struct, Text } from '../../schema.ts'
import { videoId, videoQuality } from '../live-stream.ts'

const push = (protocols: Readonly<Record<number, string>>) =>
  Struct({
    url_type: IntEnum(protocols, { title: 'Protocol' }),
    url: Text({ title: 'Destination', minLength: 1, secret: true }),
    video_id: videoId,
    video_quality: videoQuality,
  })
const withoutWebRtc = { request: push({ 0: 'Agora', 1: 'RTMP', 3: 'GB28181' }) }

export default defineMethod('live_start_push', {
  page: 'live',
  summary: 'Start a live stream',
  description:
    'RTMP and WebRTC take a URL; GB28181 and Agora take their parameters joined by &, URL-encoded where needed.',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/live.html',
  services: {
    products: GATEWAYS,
    request: push({ 0: 'Agora', 1: 'RTMP', 3: 'GB28181', 4: 'WebRTC (WHIP)' }),
    reply: Result,
    example: {
      request: {
        url_type: 1,
        url: 'rtmp://192.0.2.1/live/1ZNDH1D0010098',
        video_id: '1ZNDH1D0010098/39-0-7/normal-0',
        video_quality: 0,
      },
      reply: { result: 0 },
    },
    variants: {
      dock3: { request: push({ 1: 'RTMP', 3: 'GB28181', 4: 'WebRTC (WHIP)' }) },
      'rc-pro': withoutWebRtc,
      rc: withoutWebRtc,
    },
  },
})
