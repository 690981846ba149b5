import { M3T_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m3t', {
  name: 'Mavic 3T',
  domain: 0,
  type: 77,
  sub_type: 1,
  model: 'm3-series',
  cameras: [mounted(M3T_CAMERA)],
})
