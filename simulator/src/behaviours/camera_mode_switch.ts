import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_mode_switch', ({ camera_mode }) => ({ camera_mode }))
