import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_exposure_mode_set', ({ camera_type, exposure_mode }) => ({
  [`${camera_type}_exposure_mode`]: exposure_mode,
}))
