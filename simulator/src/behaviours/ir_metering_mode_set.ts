import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('ir_metering_mode_set', ({ mode }) => ({ ir_metering_mode: mode }))
