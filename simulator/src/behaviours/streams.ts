/** Live streams of a gateway, in its `live_status`. No video is sent. */
import type { SimulatedGateway } from '../devices/gateway.ts'

export interface Stream {
  video_id: string
  video_type: string
  video_quality: number
  status: number
  error_status: number
}

export const streams = (gateway: SimulatedGateway): Stream[] =>
  (gateway.thing.get('live_status') as Stream[] | undefined) ?? []
export const streaming = (gateway: SimulatedGateway, id: string): Stream | undefined =>
  streams(gateway).find(({ video_id, status }) => video_id === id && status === 1)

/** Changes the entry of one video; a new one is added. */
export function setStream(gateway: SimulatedGateway, id: string, patch: Partial<Stream>): void {
  const [, , videoIndex = 'normal-0'] = id.split('/')
  const fresh = {
    video_id: id,
    video_type: videoIndex.replace(/-\d+$/, ''),
    video_quality: 0,
    status: 0,
    error_status: 0,
  }
  const current = streams(gateway).find(({ video_id }) => video_id === id) ?? fresh
  const others = streams(gateway).filter(({ video_id }) => video_id !== id)
  gateway.thing.set({ live_status: [...others, { ...current, ...patch }] })
}
