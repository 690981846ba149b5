import { dataOf, type Oddity } from './oddity.ts'

export default {
  name: 'empty-arrays',
  summary: 'Sends an empty array where an object is documented.',
  send({ kind, envelope }) {
    const data = dataOf(envelope)
    if (kind === 'osd' && data)
      for (const name of ['maintain_status', 'wireless_link', 'position_state', 'alternate_land_point'])
        if (name in data) data[name] = []
    if (kind === 'state' && data && 'live_capacity' in data) data.live_capacity = []
    if (kind === 'requests' && envelope.method === 'offline_map_get') envelope.data = []
  },
} satisfies Oddity
