import type { Oddity } from './oddity.ts'

export default {
  name: 'zero-ids',
  summary: 'Uses all-zero ids for its events and states.',
  eventId: '00000000-0000-0000-0000-000000000000',
} satisfies Oddity
