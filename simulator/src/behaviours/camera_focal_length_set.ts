import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_focal_length_set', ({ camera_type, zoom_factor }) =>
  camera_type === 'ir' ? { ir_zoom_factor: zoom_factor } : { zoom_factor },
)
