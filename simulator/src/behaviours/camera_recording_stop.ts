import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_recording_stop', () => ({ recording_state: 0, record_time: 0 }))
