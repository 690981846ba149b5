import { M3TA_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m3ta', {
  name: 'Mavic 3TA',
  domain: 0,
  type: 77,
  sub_type: 3,
  model: 'm3-series',
  cameras: [mounted(M3TA_CAMERA)],
})
