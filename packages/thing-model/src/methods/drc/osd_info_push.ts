import { DOCKS, defineMethod } from '../../define.ts'
import { Float, Latitude, Longitude, Struct } from '../../schema.ts'

export default defineMethod('osd_info_push', {
  page: 'drc',
  summary: 'Report position and attitude at the rate chosen for the DRC link',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  drc: {
    products: [...DOCKS, 'dji-rc-plus-2', 'rc-pro'],
    from: 'device',
    request: Struct({
      attitude_head: Float({ title: 'Heading', unit: 'deg' }),
      latitude: Latitude(),
      longitude: Longitude(),
      height: Float({ title: 'Height', unit: 'm' }),
      speed_x: Float({ title: 'Speed along x', unit: 'm/s' }),
      speed_y: Float({ title: 'Speed along y', unit: 'm/s' }),
      speed_z: Float({ title: 'Speed along z', unit: 'm/s' }),
      gimbal_pitch: Float({ title: 'Gimbal pitch', unit: 'deg' }),
      gimbal_roll: Float({ title: 'Gimbal roll', unit: 'deg' }),
      gimbal_yaw: Float({ title: 'Gimbal yaw', unit: 'deg' }),
    }),
    example: {
      request: {
        attitude_head: 60,
        gimbal_pitch: 60,
        gimbal_roll: 60,
        gimbal_yaw: 60,
        height: 10,
        latitude: 10,
        longitude: 10,
        speed_x: 10,
        speed_y: 10,
        speed_z: 10,
      },
    },
    notes: 'The table gives the height in degrees and calls it above sea level; it is metres.',
  },
})
