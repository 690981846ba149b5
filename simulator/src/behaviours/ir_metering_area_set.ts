import { defineCameraBehaviour } from './cameras.ts'

export default defineCameraBehaviour('ir_metering_area_set', ({ x, y, width, height }) => ({
  ir_metering_area: {
    x,
    y,
    width,
    height,
    aver_temperature: 23.9,
    min_temperature_point: { x, y, temperature: 19.2 },
    max_temperature_point: { x: x + width / 2, y: y + height / 2, temperature: 31.4 },
  },
}))
