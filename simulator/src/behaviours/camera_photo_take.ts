import { defineBehaviour } from './behaviour.ts'
import { cameraFound } from './cameras.ts'

const PANORAMA = 3

export default defineBehaviour('camera_photo_take', {
  refuse: cameraFound,
  start(gateway, { payload_index }) {
    const aircraft = gateway.aircraft!
    const { camera_mode, remain_photo_num } = aircraft.camera(payload_index)!
    const seconds = camera_mode === PANORAMA ? 20 : 1
    aircraft.setCamera(payload_index, { photo_state: 1 })
    if (camera_mode === PANORAMA) aircraft.card?.panorama(0)
    else aircraft.card?.shoot(undefined, 0)
    gateway.later(seconds, () =>
      aircraft.setCamera(payload_index, { photo_state: 0, remain_photo_num: (remain_photo_num as number) - 1 }),
    )
  },
  output(gateway, { payload_index }) {
    const panorama = gateway.aircraft!.camera(payload_index)!.camera_mode === PANORAMA
    return panorama ? { status: 'in_progress' } : undefined
  },
  follow(gateway, { payload_index }, bid) {
    if (gateway.aircraft!.camera(payload_index)!.camera_mode !== PANORAMA) return
    const report = (status: string, current_step: number, percent: number) =>
      gateway.link.event(
        'camera_photo_take_progress',
        { result: 0, output: { status, progress: { current_step, percent }, ext: { camera_mode: PANORAMA } } },
        { bid },
      )
    report('in_progress', 3002, 0)
    gateway.later(7, () => report('in_progress', 3002, 45))
    gateway.later(14, () => report('in_progress', 3005, 80))
    gateway.later(20, () => report('ok', 3000, 100))
  },
})
