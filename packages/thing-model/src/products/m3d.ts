import { AUXILIARY, M3D_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m3d', {
  name: 'Matrice 3D',
  domain: 0,
  type: 91,
  sub_type: 0,
  model: 'm3d',
  cameras: [mounted(M3D_CAMERA), mounted(AUXILIARY)],
})
