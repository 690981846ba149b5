import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_frame_zoom', ({ camera_type, width }, camera) => {
  const field = camera_type === 'ir' ? 'ir_zoom_factor' : 'zoom_factor'
  const most = camera_type === 'ir' ? 20 : 200
  return { [field]: Math.min(most, Math.round(((camera[field] as number) / Math.max(width, 0.01)) * 10) / 10) }
})
