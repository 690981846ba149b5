import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, Integer, List, Result, Struct, Text } from '../../schema.ts'

export default defineMethod('hms', {
  page: 'hms',
  summary: 'Report the health alarms that stand at this moment',
  description: 'Each report replaces the one before: an alarm that is no longer in the list has ended.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/hms.html',
  events: {
    products: DOCKS,
    request: Struct({
      list: List(
        Struct({
          code: Text({ title: 'Code' }),
          level: IntEnum({ 0: 'Notice', 1: 'Caution', 2: 'Warning' }, { title: 'Level' }),
          module: IntEnum({ 0: 'Mission', 1: 'Device management', 2: 'Media', 3: 'Health' }, { title: 'Module' }),
          in_the_sky: IntEnum({ 0: 'On the ground', 1: 'In the air' }, { title: 'Where' }),
          device_type: Text({ title: 'Product', description: 'As domain-type-sub_type.' }),
          imminent: IntEnum({ 0: 'Stays', 1: 'Passes by itself' }, { title: 'Duration' }),
          args: Struct(
            { component_index: Integer({ title: 'Component' }), sensor_index: Integer({ title: 'Sensor' }) },
            { title: 'Values in the text' },
          ),
        }),
        { title: 'Alarms' },
      ),
    }),
    reply: Result,
    example: {
      request: {
        list: [
          {
            code: '0x16100083',
            level: 2,
            module: 3,
            in_the_sky: 0,
            device_type: '0-67-0',
            imminent: 1,
            args: { component_index: 0, sensor_index: 0 },
          },
        ],
      },
      reply: { result: 0 },
    },
    notes:
      'Comes on the topic of the gateway and, from real devices, on that of the aircraft, also with an empty list.',
  },
})
