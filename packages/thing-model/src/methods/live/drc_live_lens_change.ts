import { defineMethod } from '../../define.ts'
import { PayloadIndex, Result, Struct, TextEnum } from '../../schema.ts'

export default defineMethod('drc_live_lens_change', {
  page: 'live',
  summary: 'Switch the lens of a live stream',
  safety: 'benign',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/live.html',
  drc: {
    products: ['dji-rc-plus-2'],
    request: Struct({
      payload_index: PayloadIndex(),
      video_type: TextEnum({ wide: 'Wide-angle', zoom: 'Zoom', thermal: 'Infrared' }, { title: 'Lens' }),
    }),
    reply: Result,
    example: { request: { payload_index: '80-0-0', video_type: 'zoom' }, reply: { result: 0 } },
  },
})
