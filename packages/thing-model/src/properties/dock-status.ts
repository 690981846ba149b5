import { DOCKS, defineProperties } from '../define.ts'
import { Bool, IntEnum, List, OnOff, Optional, PayloadIndex, Struct, Text, TextEnum } from '../schema.ts'

const Actuator = IntEnum({ 0: 'Closed', 1: 'Open', 2: 'Half open', 3: 'Fault' })
const ControlledBy = (title: string) =>
  TextEnum({ '': 'Nobody', A: 'Remote controller A', B: 'Remote controller B' }, { title })

export default defineProperties('dock-status', 'Dock', {
  mode_code: {
    title: 'Mode',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: IntEnum({
      0: 'Idle',
      1: 'Debugging on site',
      2: 'Remote debugging',
      3: 'Updating firmware',
      4: 'At work',
      5: 'Waiting for calibration',
    }),
  },
  flighttask_step_code: {
    title: 'Mission step',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: IntEnum({
      0: 'Preparing',
      1: 'In flight',
      2: 'Back to normal',
      3: 'Updating custom flight areas',
      4: 'Updating terrain data',
      5: 'Idle',
      255: 'Aircraft fault',
      256: 'Unknown',
    }),
  },
  cover_state: { title: 'Cover', models: DOCKS, access: 'r', push: 'osd', schema: Actuator },
  putter_state: { title: 'Rods', models: ['dock1'], access: 'r', push: 'osd', schema: Actuator },
  emergency_stop_state: {
    title: 'Emergency stop button',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: IntEnum({ 0: 'Released', 1: 'Pressed' }),
  },
  alarm_state: { title: 'Siren and light', models: DOCKS, access: 'r', push: 'osd', schema: OnOff() },
  supplement_light_state: { title: 'Light', models: DOCKS, access: 'r', push: 'osd', schema: OnOff() },
  drone_in_dock: {
    title: 'Aircraft in the dock',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: IntEnum({ 0: 'No', 1: 'Yes' }),
  },
  sub_device: {
    title: 'Aircraft',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({
      device_sn: Text({ title: 'Serial number' }),
      device_model_key: Optional(Text({ title: 'Model', description: 'Domain, type and sub_type.' })),
      // The name that Dock 1 uses for device_model_key.
      product_type: Optional(Text({ title: 'Model', description: 'Domain, type and sub_type.' })),
      device_online_status: IntEnum({ 0: 'Off', 1: 'On' }, { title: 'Power' }),
      device_paired: IntEnum({ 0: 'No', 1: 'Yes' }, { title: 'Paired' }),
    }),
  },
  drone_authority_info: {
    title: 'Who controls the aircraft',
    models: ['dock1'],
    access: 'r',
    push: 'osd',
    schema: Struct({
      control_source: ControlledBy('Flight'),
      locked: Bool({ title: 'Flight control locked' }),
      payloads: List(
        Struct({
          control_source: ControlledBy('Payload'),
          payload_index: PayloadIndex(),
          sn: Text({ title: 'Serial number' }),
        }),
        { title: 'Payloads' },
      ),
    }),
  },
  silent_mode: {
    title: 'Quiet mode',
    models: DOCKS,
    access: 'rw',
    push: 'state',
    schema: OnOff({
      description: 'Fans slow down, so flights need longer breaks in heat; the buzzer that warns of the cover is mute.',
    }),
  },
  air_transfer_enable: {
    title: 'Photo upload in flight',
    models: ['dock2', 'dock3'],
    access: 'rw',
    push: 'state',
    schema: Bool({ description: 'Photos reach the cloud during commanded flight, on Dock 3 during missions too.' }),
  },
  user_experience_improvement: {
    title: 'Usage data to DJI',
    models: DOCKS,
    access: 'rw',
    push: 'state',
    schema: IntEnum({ 0: 'Not asked', 1: 'Refused', 2: 'Agreed' }),
    settable: IntEnum({ 1: 'Refused', 2: 'Agreed' }),
  },
})
