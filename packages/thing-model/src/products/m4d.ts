import { AUXILIARY, M4D_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m4d', {
  name: 'Matrice 4D',
  domain: 0,
  type: 100,
  sub_type: 0,
  model: 'm4d',
  cameras: [mounted(M4D_CAMERA), mounted(AUXILIARY)],
})
