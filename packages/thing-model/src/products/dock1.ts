import { DOCK_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('dock1', {
  name: 'DJI Dock',
  domain: 3,
  type: 1,
  sub_type: 0,
  gateway: 'dock1',
  model: 'dock1',
  cameras: [{ ...mounted(DOCK_CAMERA, 7), positions: { 1: 'Outside' } }],
  quirks: {
    live_camera_change: 'Not supported: there is no camera inside the cover.',
    cover: 'Two cover halves: alarm texts name the left or the right one by sensor_index.',
  },
})
