import { FPV, H30, H30T, mounted, onMounts } from '../cameras.ts'
import { defineProduct } from '../define.ts'

export default defineProduct('m400', {
  name: 'Matrice 400',
  domain: 0,
  type: 103,
  sub_type: 0,
  model: 'matrice-400',
  cameras: [...onMounts([H30, H30T]), mounted(FPV, 7)],
  quirks: {
    gimbalindex: '0 hangs on the port side, 1 on the starboard side, 2 on top.',
  },
})
