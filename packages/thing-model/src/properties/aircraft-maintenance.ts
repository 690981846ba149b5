import { AIRCRAFT } from '../aircraft.ts'
import { defineProperties } from '../define.ts'
import { Bool, Float, IntEnum, Integer, List, OnOff, Struct, Text } from '../schema.ts'

export default defineProperties('aircraft-maintenance', 'Maintenance and equipment', {
  total_flight_distance: {
    title: 'Distance flown',
    models: AIRCRAFT,
    access: 'r',
    push: 'osd',
    schema: Float({ unit: 'm' }),
  },
  total_flight_time: { title: 'Time flown', models: AIRCRAFT, access: 'r', push: 'osd', schema: Float({ unit: 's' }) },
  total_flight_sorties: {
    title: 'Flights',
    models: AIRCRAFT,
    access: 'r',
    push: 'osd',
    schema: Integer({ unit: 'times', minimum: 0 }),
  },
  maintain_status: {
    title: 'Maintenance',
    models: AIRCRAFT,
    access: 'r',
    push: 'osd',
    schema: Struct({
      maintain_status_array: List(
        Struct({
          state: IntEnum({ 0: 'Not due', 1: 'Due' }, { title: 'Maintenance' }),
          last_maintain_type: IntEnum({ 0: 'None', 1: 'Basic', 2: 'Regular', 3: 'Deep' }, { title: 'Last' }),
          last_maintain_time: Integer({ title: 'Last at', unit: 's-epoch', sentinels: [0] }),
          last_maintain_flight_time: Integer({ title: 'Time flown at the last', unit: 'h' }),
          last_maintain_flight_sorties: Integer({ title: 'Flights at the last', unit: 'times' }),
        }),
        { title: 'Kinds of maintenance' },
      ),
    }),
  },
  night_lights_state: { title: 'Beacon', models: AIRCRAFT, access: 'rw', push: 'osd', schema: OnOff() },
  offline_map_enable: {
    title: 'Offline map',
    models: ['m3d', 'm4d', 'm4-series', 'matrice-400'],
    access: 'r',
    push: 'state',
    schema: Bool({ description: 'Off: maps are no longer brought up to date by themselves.' }),
  },
  flysafe_database_version: {
    title: 'Restricted zone database',
    models: ['m3d', 'm4d'],
    access: 'r',
    push: 'state',
    schema: Text({ maxLength: 64 }),
  },
  wpmz_version: {
    title: 'Mission file version',
    // Dock 1 reports it for its aircraft.
    models: ['m30', 'dock1'],
    access: 'r',
    push: 'state',
    schema: Text({
      description: 'Version of the WPMZ library that reads missions; 1.0.2 stands for firmware too old to tell.',
    }),
  },
})
