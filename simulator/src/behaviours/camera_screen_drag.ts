import { defineBehaviour } from './behaviour.ts'
import { cameraFound } from './cameras.ts'

/** One command turns the gimbal for about half a second. */
const SECONDS = 0.5

export default defineBehaviour('camera_screen_drag', {
  refuse: cameraFound,
  start(gateway, { payload_index, pitch_speed }) {
    const { gimbal_pitch } = gateway.aircraft!.osd[payload_index] as { gimbal_pitch: number }
    const pitch = Math.max(-90, Math.min(35, gimbal_pitch + pitch_speed * SECONDS))
    gateway.aircraft!.merge(payload_index, { gimbal_pitch: Math.round(pitch * 10) / 10 })
  },
})
