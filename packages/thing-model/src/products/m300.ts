import { FPV, H20, H20N, H20T, H30, H30T, L1, mounted, onMounts, P1, XT2, XTS, Z30 } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m300', {
  name: 'Matrice 300 RTK',
  domain: 0,
  type: 60,
  sub_type: 0,
  model: 'aircraft',
  cameras: [...onMounts([H20, H20T, H20N, H30, H30T, Z30, XT2, XTS, P1, L1]), mounted(FPV, 7)],
  quirks: {
    gimbalindex: '0 hangs on the port side, 1 on the starboard side, 2 on top.',
  },
})
