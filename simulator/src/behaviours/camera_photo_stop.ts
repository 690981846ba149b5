import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_photo_stop', () => ({ photo_state: 0 }))
