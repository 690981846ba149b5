import { defineMethod } from '../../define.ts'
import { OnOff, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_night_lights_state_set', {
  page: 'remote-control',
  summary: 'Switch the beacon of the aircraft',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2'],
    request: Struct({ night_lights_state: OnOff({ title: 'Beacon' }) }),
    reply: Result,
    example: { request: { night_lights_state: 0 }, reply: { result: 0 } },
  },
})
