import { DOCKS, defineMethod } from '../../define.ts'
import { OnOff, Struct } from '../../schema.ts'
import { JobReply } from '../job.ts'

export default defineMethod('alarm_state_switch', {
  page: 'cmd',
  summary: 'Turn the sound and light alarm of the dock on or off',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: DOCKS,
    request: Struct({ action: OnOff({ title: 'Alarm' }) }),
    reply: JobReply,
    example: { request: { action: 1 }, reply: { result: 0, output: { status: 'in_progress' } } },
  },
})
