import { AIRCRAFT } from '../aircraft.ts'
import { defineProperties } from '../define.ts'
import { Float, Integer, List, Percent, Struct, Text } from '../schema.ts'

export default defineProperties('aircraft-battery', 'Battery', {
  battery: {
    title: 'Battery',
    models: AIRCRAFT,
    access: 'r',
    push: 'osd',
    schema: Struct({
      capacity_percent: Percent({ title: 'Charge', sentinels: [32767] }),
      remain_flight_time: Integer({ title: 'Flight time left', unit: 's', sentinels: [-1, 65535] }),
      return_home_power: Percent({ title: 'Needed to return' }),
      landing_power: Percent({ title: 'Lands by force at' }),
      batteries: List(
        Struct({
          index: Integer({ title: 'Battery', minimum: 0 }),
          sn: Text({ title: 'Serial number' }),
          type: Integer({ title: 'Type' }),
          sub_type: Integer({ title: 'Subtype' }),
          firmware_version: Text({ title: 'Firmware' }),
          capacity_percent: Percent({ title: 'Charge', sentinels: [32767] }),
          voltage: Integer({ title: 'Voltage', unit: 'mV', sentinels: [32767] }),
          temperature: Float({ title: 'Temperature', unit: 'degC', sentinels: [3276.7, 32767] }),
          loop_times: Integer({ title: 'Charging cycles', unit: 'times', sentinels: [-1, 65535] }),
          high_voltage_storage_days: Integer({ title: 'Days stored full', unit: 'day', sentinels: [-1, 65535] }),
        }),
        { title: 'Batteries' },
      ),
    }),
  },
  low_battery_warning_threshold: {
    title: 'Low battery warning at',
    models: AIRCRAFT,
    access: 'r',
    push: 'state',
    schema: Percent(),
  },
  serious_low_battery_warning_threshold: {
    title: 'Very low battery warning at',
    models: AIRCRAFT,
    access: 'r',
    push: 'state',
    schema: Percent(),
  },
  remaining_power_for_return_home: {
    title: 'Charge kept for the return',
    models: ['m3d', 'm4d'],
    access: 'rw',
    push: 'state',
    schema: Percent({
      description: 'With too little the aircraft may not get home; DJI advises 15 to 50 % for Dock 3.',
    }),
    safety: 'motion',
  },
})
