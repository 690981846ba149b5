import { DOCKS, defineMethod } from '../../define.ts'
import { Optional, Result, Struct, TextEnum } from '../../schema.ts'
import { videoId } from '../live-stream.ts'

const lens = (infrared: Readonly<Record<string, string>>) =>
  TextEnum({ normal: 'Default', wide: 'Wide', zoom: 'Zoom', ...infrared }, { title: 'Lens' })
const remoteController = { request: Struct({ video_id: videoId, video_type: lens({ thermal: 'Infrared' }) }) }

export default defineMethod('live_lens_change', {
  page: 'live',
  summary: 'Choose the lens that a live stream shows',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/live.html',
  services: {
    products: [...DOCKS, 'rc-pro', 'rc'],
    request: Struct({ video_id: Optional(videoId), video_type: lens({ ir: 'Infrared' }) }),
    reply: Result,
    example: { request: { video_id: '1581F5BMD228Q00A82XX/39-0-7/zoom-0', video_type: 'zoom' }, reply: { result: 0 } },
    variants: { 'rc-pro': remoteController, rc: remoteController },
    notes:
      'Docks ask for the video up to v1.11 of the document and no longer; remote controllers call the infrared lens thermal.',
  },
})
