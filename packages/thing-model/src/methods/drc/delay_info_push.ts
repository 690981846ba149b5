import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, List, Struct, Text } from '../../schema.ts'

export default defineMethod('delay_info_push', {
  page: 'drc',
  summary: 'Report the delays of the video link',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  drc: {
    products: [...DOCKS, 'dji-rc-plus-2', 'rc-pro'],
    from: 'device',
    request: Struct({
      sdr_cmd_delay: Integer({ title: 'Command delay', unit: 'ms' }),
      liveview_delay_list: List(
        Struct({ video_id: Text({ title: 'Video' }), liveview_delay_time: Integer({ title: 'Delay', unit: 'ms' }) }),
        { title: 'Video delays' },
      ),
    }),
    example: {
      request: {
        liveview_delay_list: [
          { liveview_delay_time: 60, video_id: '1581BN210004555439234/52-0-0/normal-0' },
          { liveview_delay_time: 80, video_id: '1581BN210004555439234/53-0-0/normal-0' },
        ],
        sdr_cmd_delay: 10,
      },
    },
  },
})
