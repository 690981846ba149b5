import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('video_storage_set', ({ video_storage_settings }) => ({ video_storage_settings }))
