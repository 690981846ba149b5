import { FPV, M30_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m30', {
  name: 'Matrice 30',
  domain: 0,
  type: 67,
  sub_type: 0,
  model: 'm30',
  cameras: [mounted(M30_CAMERA), mounted(FPV, 7)],
})
