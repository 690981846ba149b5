import { AIRCRAFT } from '../aircraft.ts'
import { DOCKS, defineProperties, REMOTE_CONTROLLERS } from '../define.ts'
import { IntEnum, Integer, Struct, Text } from '../schema.ts'

export default defineProperties('device', 'Device', {
  firmware_version: {
    title: 'Firmware',
    models: [...DOCKS, ...REMOTE_CONTROLLERS, ...AIRCRAFT],
    access: 'r',
    push: 'state',
    schema: Text({ maxLength: 64 }),
    variants: { 'm4-series': { push: 'osd' }, 'matrice-400': { push: 'osd' } },
  },
  firmware_upgrade_status: {
    title: 'Firmware update',
    models: [...DOCKS, ...AIRCRAFT],
    access: 'r',
    push: 'state',
    schema: IntEnum({ 0: 'Not updating', 1: 'Updating' }),
  },
  compatible_status: {
    title: 'Firmware consistency',
    models: [...DOCKS, ...AIRCRAFT],
    access: 'r',
    push: 'state',
    schema: IntEnum(
      { 0: 'Consistent', 1: 'Update needed' },
      { description: 'An update is needed when a module, such as a battery, has firmware that does not fit the rest.' },
    ),
  },
  activation_time: {
    title: 'Activated',
    models: [...DOCKS, ...AIRCRAFT],
    access: 'r',
    push: 'osd',
    schema: Integer({ unit: 's-epoch', minimum: 0, sentinels: [0] }),
  },
  storage: {
    title: 'Storage',
    models: [...DOCKS, ...AIRCRAFT],
    access: 'r',
    push: 'osd',
    schema: Struct({
      total: Integer({ title: 'Capacity', unit: 'KB', sentinels: [-1] }),
      used: Integer({ title: 'Used', unit: 'KB', sentinels: [-1] }),
    }),
  },
  country: {
    title: 'Country code',
    models: ['rc-pro', 'rc', 'm30', 'm3-series', 'aircraft'],
    access: 'r',
    push: 'osd',
    schema: Text(),
  },
})
