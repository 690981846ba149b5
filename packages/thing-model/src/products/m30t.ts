import { FPV, M30T_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m30t', {
  name: 'Matrice 30T',
  domain: 0,
  type: 67,
  sub_type: 1,
  model: 'm30',
  cameras: [mounted(M30T_CAMERA), mounted(FPV, 7)],
})
