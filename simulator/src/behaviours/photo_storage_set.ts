import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('photo_storage_set', ({ photo_storage_settings }) => ({ photo_storage_settings }))
