import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, Struct } from '../../schema.ts'

export default defineMethod('joystick_invalid_notify', {
  page: 'drc',
  summary: 'Report that the sticks have lost their effect, and why',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  events: {
    products: [...DOCKS, 'dji-rc-plus-2'],
    request: Struct({
      reason: IntEnum(
        {
          0: 'Remote controller lost',
          1: 'Returning: battery low',
          2: 'Landing: battery low',
          3: 'Near a restricted zone',
          4: 'Another controller took over',
        },
        { title: 'Reason' },
      ),
    }),
    example: { request: { reason: 0 } },
  },
})
