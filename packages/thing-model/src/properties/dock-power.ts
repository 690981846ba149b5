import { DOCKS, defineProperties } from '../define.ts'
import { Float, IntEnum, Integer, List, OnOff, Optional, Percent, Struct } from '../schema.ts'

/** Sent for a battery that the dock cannot read. */
const UNREAD = [32767]

export default defineProperties('dock-power', 'Power', {
  electric_supply_voltage: {
    title: 'Mains',
    models: ['dock1'],
    access: 'r',
    push: 'osd',
    schema: Integer({ unit: 'V' }),
  },
  working_voltage: {
    title: 'Supply voltage',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Integer({ unit: 'mV' }),
  },
  working_current: { title: 'Supply current', models: DOCKS, access: 'r', push: 'osd', schema: Float({ unit: 'mA' }) },
  backup_battery: {
    title: 'Backup battery',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({
      switch: OnOff({ title: 'Switch' }),
      voltage: Integer({
        title: 'Voltage',
        unit: 'mV',
        minimum: 0,
        maximum: 30000,
        description: '0 while switched off.',
      }),
      temperature: Float({ title: 'Temperature', unit: 'degC', sentinels: [3276.7, ...UNREAD] }),
    }),
  },
  drone_charge_state: {
    title: 'Charging',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({
      capacity_percent: Percent({ title: 'Charge', sentinels: UNREAD }),
      state: IntEnum({ 0: 'Idle', 1: 'Charging' }, { title: 'State' }),
    }),
  },
  drone_battery_maintenance_info: {
    title: 'Batteries of the aircraft in the dock',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({
      maintenance_state: IntEnum({ 0: 'Not needed', 1: 'Due', 2: 'Running' }, { title: 'Maintenance' }),
      maintenance_time_left: Integer({ title: 'Maintenance ends in', unit: 'h' }),
      heat_state: IntEnum({ 0: 'Off', 1: 'Heating', 2: 'Keeping warm' }, { title: 'Heating' }),
      batteries: Optional(
        List(
          Struct({
            index: IntEnum({ 0: 'Left', 1: 'Right' }, { title: 'Battery' }),
            capacity_percent: Percent({ title: 'Charge', sentinels: UNREAD }),
            voltage: Integer({ title: 'Voltage', unit: 'mV', minimum: 0, maximum: 28000, sentinels: UNREAD }),
            temperature: Float({
              title: 'Temperature',
              unit: 'degC',
              minimum: -40,
              maximum: 150,
              sentinels: [3276.7, ...UNREAD],
            }),
          }),
          { title: 'Batteries', description: 'Known while the aircraft is switched off in the dock.' },
        ),
      ),
    }),
  },
  battery_store_mode: {
    title: 'Battery storage',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: IntEnum(
      { 1: 'Planned flights', 2: 'Standby' },
      { description: 'Charge between flights: 55 to 60 % for planned flights, 90 to 95 % on standby.' },
    ),
  },
})
