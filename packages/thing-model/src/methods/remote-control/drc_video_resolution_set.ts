import { defineMethod } from '../../define.ts'
import { VideoResolution } from '../../imaging.ts'
import { PayloadIndex, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_video_resolution_set', {
  page: 'remote-control',
  summary: 'Set the resolution of visible-light video',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock2/remote-control.html',
  drc: {
    products: ['dock2', 'dji-rc-plus-2'],
    request: Struct({ payload_index: PayloadIndex(), video_resolution: VideoResolution() }),
    reply: Result,
    example: { request: { payload_index: '81-0-0', video_resolution: 0 }, reply: { result: 0 } },
    notes: 'The page calls video_resolution a string; its example carries a number.',
  },
})
