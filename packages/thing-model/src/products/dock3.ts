import { DOCK_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('dock3', {
  name: 'DJI Dock 3',
  domain: 3,
  type: 3,
  sub_type: 0,
  gateway: 'dock3',
  model: 'dock3',
  cameras: [{ ...mounted(DOCK_CAMERA, 7), positions: { 0: 'Inside', 1: 'Outside' } }],
  quirks: {
    drc_camera_shutter_set: 'Automatic shutter is 60 here.',
    drc_drone_state_push: 'Comes on events.',
    drc_camera_osd_info_push: 'Comes on events.',
  },
})
