import { defineBehaviour } from './behaviour.ts'
import { cameraFound } from './cameras.ts'

/** Gimbal angles per reset mode: centre, down, pan to centre, pitch down. */
const ANGLES = [
  { gimbal_pitch: 0, gimbal_yaw: 0 },
  { gimbal_pitch: -90, gimbal_yaw: 0 },
  { gimbal_yaw: 0 },
  { gimbal_pitch: -90 },
]

export default defineBehaviour('gimbal_reset', {
  refuse: cameraFound,
  start: (gateway, { payload_index, reset_mode }) => gateway.aircraft!.merge(payload_index, ANGLES[reset_mode] ?? {}),
})
