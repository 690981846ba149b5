import { defineMethod } from '../../define.ts'
import { IntEnum, Result, Struct } from '../../schema.ts'
import { jobEvent } from '../job.ts'
import { dongle } from '../remote-debug.ts'

export default defineMethod('esim_operator_switch', {
  page: 'cmd',
  summary: 'Choose the operator of the eSIM in a 4G dongle',
  description: 'The 4G link is interrupted, and lost where the operator has no coverage.',
  safety: 'destructive',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: ['dock2', 'dock3'],
    request: Struct({
      ...dongle,
      esim_operator: IntEnum({ 1: 'China Mobile', 2: 'China Unicom', 3: 'China Telecom' }, { title: 'Operator' }),
    }),
    reply: Result,
    example: {
      request: { imei: '860000000000000', device_type: 'dock', esim_operator: 1 },
      reply: { result: 0 },
    },
  },
  events: {
    products: ['dock2', 'dock3'],
    request: jobEvent(),
    reply: Result,
    example: {
      request: { result: 0, output: { status: 'in_progress', progress: { percent: 0 } } },
      reply: { result: 0 },
    },
  },
})
