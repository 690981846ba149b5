import { M3E_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m3e', {
  name: 'Mavic 3E',
  domain: 0,
  type: 77,
  sub_type: 0,
  model: 'm3-series',
  cameras: [mounted(M3E_CAMERA)],
})
