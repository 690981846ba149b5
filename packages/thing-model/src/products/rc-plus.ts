import { defineProduct } from '../define.ts'

export default defineProduct('rc-plus', {
  name: 'DJI RC Plus',
  domain: 2,
  type: 119,
  sub_type: 0,
  gateway: 'rc',
  model: 'rc',
  quirks: {
    binding:
      'Logs in by HTTP (flag 2) for its MQTT account and binds by HTTP; sends neither config nor binding requests.',
    video_type: 'live_lens_change names the infrared lens thermal, telemetry names it ir or infrared.',
  },
})
