import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_screen_split', ({ enable }) => ({ screen_split_enable: enable }))
