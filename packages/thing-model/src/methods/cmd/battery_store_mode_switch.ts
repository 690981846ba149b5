import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, Struct } from '../../schema.ts'
import { JobReply } from '../job.ts'

export default defineMethod('battery_store_mode_switch', {
  page: 'cmd',
  summary: 'Set how full the battery is kept between flights',
  description:
    'For planned flights the battery rests half full and lives longer; on standby it stays charged for a flight at any time.',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: DOCKS,
    request: Struct({ action: IntEnum({ 1: 'Planned flights', 2: 'Standby' }, { title: 'Mode' }) }),
    reply: JobReply,
    example: { request: { action: 1 }, reply: { result: 0, output: { status: 'in_progress' } } },
  },
})
