import { defineMethod } from '../../define.ts'
import { Float, Result, Struct } from '../../schema.ts'

export default defineMethod('poi_circle_speed_set', {
  page: 'drc',
  summary: 'Set the speed of circling',
  safety: 'motion',
  reference: 'dock-to-cloud/mqtt/dock/dock1/drc.html',
  services: {
    products: ['dock1', 'dji-rc-plus-2'],
    request: Struct({
      circle_speed: Float({
        title: 'Speed',
        unit: 'm/s',
        minimum: -20,
        maximum: 20,
        step: 0.1,
        description: 'Negative: clockwise. The limit of the moment is max_circle_speed of poi_status_notify.',
      }),
    }),
    reply: Result,
    example: { request: { circle_speed: 5.2 }, reply: { result: 0 } },
  },
})
