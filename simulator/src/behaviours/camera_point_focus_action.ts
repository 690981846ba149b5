import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_point_focus_action', () => ({ zoom_focus_state: 2 }))
