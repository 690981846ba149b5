import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, Struct } from '../../schema.ts'
import { JobReply } from '../job.ts'

export default defineMethod('air_conditioner_mode_switch', {
  page: 'cmd',
  summary: 'Set what the air conditioner of the dock does',
  description: 'Compressor and heater need pauses: the dock refuses a change that comes too early.',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: DOCKS,
    request: Struct({ action: IntEnum({ 0: 'Idle', 1: 'Cool', 2: 'Heat', 3: 'Dehumidify' }, { title: 'Mode' }) }),
    reply: JobReply,
    example: { request: { action: 1 }, reply: { result: 0, output: { status: 'in_progress' } } },
  },
})
