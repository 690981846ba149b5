import { looseEvent, type Oddity } from './oddity.ts'

export default {
  name: 'undocumented-events',
  summary: 'Sends events that no document lists.',
  extra({ sn, random, now }) {
    if (random() > 0.2) return []
    return [looseEvent(sn, sn, 'dock_self_check_report', { phase: 'idle', items: [{ id: 4, ok: true }] }, now())]
  },
} satisfies Oddity
