import type { Oddity } from './oddity.ts'

export default {
  name: 'topo-without-gateway',
  summary: 'Leaves `gateway` out of update_topo.',
  send({ kind, envelope }) {
    if (kind === 'status') delete envelope.gateway
  },
} satisfies Oddity
