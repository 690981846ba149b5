import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_focus_value_set', ({ focus_value }) => ({ zoom_focus_value: focus_value }))
