import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_recording_stop', (_data, _camera, aircraft) => {
  aircraft.card?.record(false, 0)
  return { recording_state: 0, record_time: 0 }
})
