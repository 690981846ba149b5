import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_recording_start', () => ({ recording_state: 1, record_time: 0 }))
