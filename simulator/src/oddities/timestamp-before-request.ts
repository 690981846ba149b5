import type { Oddity } from './oddity.ts'

export default {
  name: 'timestamp-before-request',
  summary: 'Stamps its answers with a time before that of the command.',
  send({ kind, envelope }, { now }) {
    if (kind === 'services_reply' || kind === 'property/set_reply') envelope.timestamp = now() - 5000
  },
} satisfies Oddity
