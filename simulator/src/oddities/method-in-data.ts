import { dataOf, type Oddity } from './oddity.ts'

export default {
  name: 'method-in-data',
  summary: 'Repeats the method inside data of events and answers.',
  send({ kind, envelope }) {
    const data = dataOf(envelope)
    if ((kind === 'events' || kind === 'services_reply') && data) data.method = envelope.method
  },
} satisfies Oddity
