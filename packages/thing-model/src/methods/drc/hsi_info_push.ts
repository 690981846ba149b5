import { DOCKS, defineMethod } from '../../define.ts'
import { Bool, Integer, List, Optional, Struct } from '../../schema.ts'

const SIDES = ['up', 'down', 'left', 'right', 'front', 'back', 'vertical', 'horizontal'] as const
const title = (side: string) => side[0]!.toUpperCase() + side.slice(1)
const switches = Object.fromEntries(
  SIDES.flatMap(side => [
    [`${side}_enable`, Bool({ title: `${title(side)}: switched on` })],
    [`${side}_work`, Bool({ title: `${title(side)}: working` })],
  ]),
)
const Around = List(Integer({ unit: 'mm', sentinels: [60000] }), {
  title: 'Distances around',
  description:
    '360 values, clockwise from the nose; 60000: nothing there. Empty: nothing anywhere. 4 values: ' +
    'time-of-flight sensors, when the cameras cannot see.',
})

export default defineMethod('hsi_info_push', {
  page: 'drc',
  summary: 'Report the distances to obstacles',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  drc: {
    products: [...DOCKS, 'dji-rc-plus-2', 'rc-pro'],
    from: 'device',
    request: Struct({
      up_distance: Integer({ title: 'Distance above', unit: 'mm' }),
      down_distance: Integer({ title: 'Distance below', unit: 'mm' }),
      around_distances: Optional(Around),
      around_distance: Optional(Around),
      ...switches,
    }),
    example: {
      request: {
        up_distance: 10,
        down_distance: 10,
        around_distance: [10, 8, 9, 16, 2],
        up_enable: true,
        up_work: true,
        down_enable: true,
        down_work: true,
        left_enable: true,
        left_work: true,
        right_enable: true,
        right_work: true,
        front_enable: true,
        front_work: true,
        back_enable: true,
        back_work: true,
        vertical_enable: true,
        vertical_work: true,
        horizontal_enable: true,
        horizontal_work: true,
      },
    },
    notes: 'The table says around_distances, the examples around_distance: both are known.',
  },
})
