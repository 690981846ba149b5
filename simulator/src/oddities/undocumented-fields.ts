import { dataOf, type Oddity } from './oddity.ts'

export default {
  name: 'undocumented-fields',
  summary: 'Sends fields that no document lists.',
  send({ kind, envelope }, { random }) {
    const data = dataOf(envelope)
    if (!data || (kind !== 'osd' && kind !== 'state' && kind !== 'events')) return
    data.dongle_link_detail = { rsrp: -87, cells: [{ pci: 12, band: 'B3' }] }
    data.relay_hop = Math.round(random() * 3)
    Object.assign(envelope, { seq: Math.round(random() * 1000) })
  },
} satisfies Oddity
