import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('ir_metering_point_set', ({ x, y }) => ({
  ir_metering_point: { x, y, temperature: 24.5 },
}))
