import { defineMethod } from '../../define.ts'
import { OnOff, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_stealth_state_set', {
  page: 'remote-control',
  summary: 'Switch all lights of the aircraft off or on again',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2'],
    request: Struct({ stealth_state: OnOff({ title: 'Stealth' }) }),
    reply: Result,
    example: { request: { stealth_state: 0 }, reply: { result: 0 } },
  },
})
