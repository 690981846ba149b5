import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_recording_start', (_data, _camera, aircraft) => {
  aircraft.card?.record(true, 0)
  return { recording_state: 1, record_time: 0 }
})
