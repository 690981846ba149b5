import { AUXILIARY, M4TD_CAMERA, mounted } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m4td', {
  name: 'Matrice 4TD',
  domain: 0,
  type: 100,
  sub_type: 1,
  model: 'm4d',
  cameras: [mounted(M4TD_CAMERA), mounted(AUXILIARY)],
})
