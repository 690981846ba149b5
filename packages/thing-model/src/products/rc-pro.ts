import { defineProduct } from '../define.ts'

export default defineProduct('rc-pro', {
  name: 'DJI RC Pro Enterprise',
  domain: 2,
  type: 144,
  sub_type: 0,
  gateway: 'rc-pro',
  model: 'rc-pro',
  quirks: {
    binding:
      'Logs in by HTTP (flag 2) for its MQTT account and binds by HTTP; sends neither config nor binding requests.',
    video_type: 'live_lens_change names the infrared lens thermal, telemetry names it ir or infrared.',
  },
})
