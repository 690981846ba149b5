import { AUXILIARY, M3TD_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m3td', {
  name: 'Matrice 3TD',
  domain: 0,
  type: 91,
  sub_type: 1,
  model: 'm3d',
  cameras: [mounted(M3TD_CAMERA), mounted(AUXILIARY)],
})
