import { DOCKS, defineMethod } from '../../define.ts'
import {
  EpochMs,
  Float,
  IntEnum,
  Integer,
  Latitude,
  Longitude,
  OnOff,
  Optional,
  Percent,
  Result,
  Struct,
} from '../../schema.ts'
import { breakPoint, flightId, lostLink, returnHome, waylineFile } from '../flight-task.ts'

export default defineMethod('flighttask_prepare', {
  page: 'wayline',
  summary: 'Give a mission to the dock',
  description:
    'Immediate and timed missions need execute_time, conditional ones ready_conditions. A simulated mission turns the propellers of the real aircraft: take them off, the closing cover would break them.',
  safety: 'motion',
  generic: false,
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: DOCKS,
    request: Struct({
      flight_id: flightId,
      task_type: IntEnum({ 0: 'Immediate', 1: 'Timed', 2: 'Conditional' }, { title: 'Type' }),
      execute_time: Optional(EpochMs({ title: 'Start' })),
      file: waylineFile,
      ready_conditions: Optional(
        Struct(
          {
            battery_capacity: Percent({ title: 'Battery above' }),
            begin_time: EpochMs({ title: 'Not before' }),
            end_time: EpochMs({ title: 'Not after' }),
          },
          { title: 'Ready when' },
        ),
      ),
      executable_conditions: Optional(
        Struct(
          { storage_capacity: Integer({ title: 'Free storage', unit: 'MB', minimum: 0, maximum: 16777216 }) },
          { title: 'Starts only with' },
        ),
      ),
      break_point: Optional(Struct(breakPoint, { title: 'Resume at' })),
      rth_altitude: returnHome.rth_altitude,
      rth_mode: Optional(returnHome.rth_mode),
      ...lostLink,
      wayline_precision_type: Optional(
        IntEnum({ 0: 'GPS', 1: 'RTK' }, { title: 'Precision', description: 'RTK waits in the air for its fix.' }),
      ),
      simulate_mission: Optional(
        Struct(
          {
            is_enable: OnOff({ title: 'Simulated' }),
            latitude: Latitude(),
            longitude: Longitude(),
            altitude: Optional(Float({ title: 'Altitude', unit: 'm', minimum: -9999.9, maximum: 9999.9 })),
          },
          { title: 'Simulation' },
        ),
      ),
      flight_safety_advance_check: Optional(OnOff({ title: 'Compare flight areas first' })),
    }),
    reply: Result,
    example: {
      request: {
        flight_id: 'mission',
        task_type: 2,
        execute_time: 1734425015702,
        file: { url: 'https://example.org/mission.kmz', fingerprint: 'd41d8cd98f00b204e9800998ecf8427e' },
        ready_conditions: { battery_capacity: 90, begin_time: 1734425015702, end_time: 1734428615702 },
        executable_conditions: { storage_capacity: 1000 },
        break_point: { index: 1, state: 0, progress: 0.34, wayline_id: 0 },
        rth_altitude: 100,
        rth_mode: 1,
        out_of_control_action: 0,
        exit_wayline_when_rc_lost: 0,
        wayline_precision_type: 1,
        flight_safety_advance_check: 1,
      },
      reply: { result: 0 },
    },
    notes:
      'Dock 1 knows no rth_mode, wayline_precision_type and flight_safety_advance_check; simulate_mission.altitude is new with Dock 3. The unit of storage_capacity is not stated.',
  },
})
