import { newId } from '@rookery/thing-model'
import type { Oddity } from './oddity.ts'

export default {
  name: 'null-data',
  summary: 'Sends null, or nothing at all, where data is documented as an object.',
  extra: ({ sn, now }) => {
    const envelope = { tid: newId(), bid: newId(), timestamp: now(), gateway: sn }
    return [
      { kind: 'osd', sn, envelope: { ...envelope, data: null } },
      { kind: 'state', sn, envelope },
    ]
  },
} satisfies Oddity
