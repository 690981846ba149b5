import { DOCKS, defineMethod } from '../../define.ts'
import { EpochMs, Integer, Optional, Struct } from '../../schema.ts'

const HeartBeat = Struct({
  timestamp: EpochMs({ title: 'Sent at' }),
  seq: Optional(
    Integer({ title: 'Sequence', minimum: 0, description: 'Only Dock 1 reads it here; it belongs beside data.' }),
  ),
})

export default defineMethod('heart_beat', {
  page: 'drc',
  summary: 'Keep the DRC link alive',
  description:
    'The gateway sends it back unchanged, so that the delay can be measured. After a minute without (Dock 1: ' +
    'five) it leaves the DRC link.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  drc: {
    products: [...DOCKS, 'dji-rc-plus-2', 'rc-pro'],
    request: HeartBeat,
    reply: HeartBeat,
    example: { request: { timestamp: 1670415891013 }, reply: { timestamp: 1670415891013 } },
  },
})
