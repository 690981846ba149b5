import { DOCKS, defineProperties } from '../define.ts'
import { satellites } from '../satellites.ts'
import { EllipsoidHeight, Float, IntEnum, Latitude, Longitude, RelativeHeight, Struct, Text } from '../schema.ts'

export default defineProperties('dock-position', 'Place', {
  latitude: { title: 'Latitude', models: DOCKS, access: 'r', push: 'osd', schema: Latitude() },
  longitude: { title: 'Longitude', models: DOCKS, access: 'r', push: 'osd', schema: Longitude() },
  height: { title: 'Height', models: DOCKS, access: 'r', push: 'osd', schema: EllipsoidHeight() },
  heading: {
    title: 'Heading',
    models: ['dock2', 'dock3'],
    access: 'r',
    push: 'osd',
    schema: Float({ unit: 'deg', minimum: -180, maximum: 180 }),
  },
  home_position_is_valid: {
    title: 'Place and heading known',
    models: ['dock2', 'dock3'],
    access: 'r',
    push: 'osd',
    schema: IntEnum(
      { 0: 'Neither', 1: 'Both', 2: 'Heading alone', 3: 'Place alone' },
      { description: 'Without calibration the coordinates wander and are of no use.' },
    ),
    variants: { dock2: { schema: IntEnum({ 0: 'No', 1: 'Yes' }) } },
  },
  alternate_land_point: {
    title: 'Alternate landing site',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({
      is_configured: IntEnum({ 0: 'No', 1: 'Yes' }, { title: 'Set' }),
      latitude: Latitude(),
      longitude: Longitude(),
      height: EllipsoidHeight(),
      safe_land_height: RelativeHeight({ title: 'Height on the way there' }),
    }),
  },
  position_state: {
    title: 'Satellites',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({
      is_calibration: IntEnum({ 0: 'No', 1: 'Yes' }, { title: 'Calibrated' }),
      ...satellites,
    }),
  },
  rtcm_info: {
    title: 'RTK calibration',
    models: ['dock2', 'dock3'],
    access: 'r',
    push: 'state',
    schema: Struct({
      source_type: IntEnum(
        { 0: 'Not calibrated', 1: 'Own convergence', 2: 'By hand', 3: 'Network RTK' },
        { title: 'Calibrated by' },
      ),
      rtcm_device_type: IntEnum({ 1: 'Dock' }, { title: 'Device' }),
      host: Text({ title: 'Host' }),
      port: Text({ title: 'Port' }),
      mount_point: Text({ title: 'Mount point' }),
    }),
  },
  self_converge_coordinate: {
    title: 'Converged place',
    models: ['dock3'],
    access: 'r',
    push: 'osd',
    schema: Struct({ latitude: Latitude(), longitude: Longitude(), height: EllipsoidHeight() }),
  },
})
