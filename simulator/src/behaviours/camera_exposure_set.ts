import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('camera_exposure_set', ({ camera_type, exposure_value }) => ({
  [`${camera_type}_exposure_value`]: Number(exposure_value),
}))
