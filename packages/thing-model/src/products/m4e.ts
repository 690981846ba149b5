import { M4E_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m4e', {
  name: 'Matrice 4E',
  domain: 0,
  type: 99,
  sub_type: 0,
  model: 'm4-series',
  cameras: [mounted(M4E_CAMERA)],
})
