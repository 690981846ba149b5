import { defineProduct } from '../define.ts'

export default defineProduct('smart-controller', {
  name: 'DJI Smart Controller Enterprise',
  domain: 2,
  type: 56,
  sub_type: 0,
  gateway: 'rc',
  model: 'rc',
  quirks: {
    binding:
      'Logs in by HTTP (flag 2) for its MQTT account and binds by HTTP; sends neither config nor binding requests.',
    aircraft: 'Pairs with the Matrice 300 RTK alone.',
  },
})
