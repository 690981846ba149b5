import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, Result, SerialNumber, Struct } from '../../schema.ts'

export default defineMethod('device_exit_homing_notify', {
  page: 'wayline',
  summary: 'Report that the aircraft stopped its return home, or took it up again',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  events: {
    products: DOCKS,
    request: Struct({
      sn: SerialNumber(),
      action: IntEnum({ 0: 'Returns again', 1: 'Return stopped' }, { title: 'Action' }),
      reason: IntEnum(
        {
          0: 'Throttle stick moved',
          1: 'Pitch stick moved',
          2: 'Planner did not start',
          3: 'Obstacles all around',
          4: 'Flight restriction',
          5: 'Obstacle too near',
          6: 'No GPS signal',
          7: 'No position',
          8: 'GPS and vision disagree',
          9: 'Going back a short way',
          10: 'Return started near home',
        },
        { title: 'Reason' },
      ),
    }),
    reply: Result,
    example: { request: { sn: 'DOCK01', action: 1, reason: 0 }, reply: { result: 0 } },
  },
})
