import type { Oddity } from './oddity.ts'

export default {
  name: 'replies-without-gateway',
  summary: 'Leaves `gateway` out of its answers.',
  send({ kind, envelope }) {
    if (kind === 'services_reply' || kind === 'property/set_reply') delete envelope.gateway
  },
} satisfies Oddity
