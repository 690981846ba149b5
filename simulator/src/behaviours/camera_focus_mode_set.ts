import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_focus_mode_set', ({ focus_mode }) => ({ zoom_focus_mode: focus_mode }))
