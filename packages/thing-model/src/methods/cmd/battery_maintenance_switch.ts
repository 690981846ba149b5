import { DOCKS, defineMethod } from '../../define.ts'
import { OnOff, Struct } from '../../schema.ts'
import { JobReply } from '../job.ts'

export default defineMethod('battery_maintenance_switch', {
  page: 'cmd',
  summary: 'Turn battery maintenance on or off',
  description: 'Maintenance cycles the battery to keep it healthy; the aircraft cannot fly meanwhile.',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: DOCKS,
    request: Struct({ action: OnOff({ title: 'Maintenance' }) }),
    reply: JobReply,
    example: { request: { action: 1 }, reply: { result: 0, output: { status: 'in_progress' } } },
  },
})
