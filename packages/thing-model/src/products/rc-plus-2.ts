import { defineProduct } from '../define.ts'

export default defineProduct('rc-plus-2', {
  name: 'DJI RC Plus 2',
  domain: 2,
  type: 174,
  sub_type: 0,
  gateway: 'dji-rc-plus-2',
  model: 'dji-rc-plus-2',
  quirks: {
    binding:
      'Logs in by HTTP (flag 2) for its MQTT account and binds by HTTP; sends neither config nor binding requests.',
    update_topo: 'The documented message has no domain: take 2 for the controller and 0 for its aircraft.',
  },
})
