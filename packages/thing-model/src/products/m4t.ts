import { M4T_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m4t', {
  name: 'Matrice 4T',
  domain: 0,
  type: 99,
  sub_type: 1,
  model: 'm4-series',
  cameras: [mounted(M4T_CAMERA)],
})
