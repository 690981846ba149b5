import { defineMethod } from '../../define.ts'
import { IntEnum, Result, Struct } from '../../schema.ts'
import { dongle } from '../remote-debug.ts'

export default defineMethod('sim_slot_switch', {
  page: 'cmd',
  summary: 'Choose between SIM card and eSIM in a 4G dongle',
  description: 'The 4G link is interrupted, and lost where the other card does not work.',
  safety: 'destructive',
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: ['dock2', 'dock3'],
    request: Struct({ ...dongle, sim_slot: IntEnum({ 1: 'SIM card', 2: 'eSIM' }, { title: 'Slot' }) }),
    reply: Result,
    example: {
      request: { imei: '860000000000000', device_type: 'dock', sim_slot: 1 },
      reply: { result: 0 },
    },
  },
})
