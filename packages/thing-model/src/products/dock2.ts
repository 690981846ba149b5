import { DOCK_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('dock2', {
  name: 'DJI Dock 2',
  domain: 3,
  type: 2,
  sub_type: 0,
  gateway: 'dock2',
  model: 'dock2',
  cameras: [{ ...mounted(DOCK_CAMERA, 7), positions: { 0: 'Inside', 1: 'Outside' } }],
  quirks: {
    offline_map_get:
      'Asks for it before take-off though no table lists it; without an answer take-off waits about 40 s.',
    drc_camera_shutter_set: 'Automatic shutter is 65534 here.',
    drc_camera_mode_switch: 'Answers on services_reply instead of drc/up.',
    drc_drone_state_push: 'Comes on drc/up.',
    drc_camera_osd_info_push: 'Comes on drc/up.',
  },
})
