import { dataOf, type Oddity } from './oddity.ts'

export default {
  name: 'bad-coordinates',
  summary: 'Sends a home point far outside the globe, and now and then a position of 0, 0.',
  send({ kind, envelope }, { random }) {
    const data = dataOf(envelope)
    if (!data) return
    if (kind === 'state' && 'home_latitude' in data)
      Object.assign(data, { home_latitude: 5.7e17, home_longitude: -3.1e11 })
    if (kind === 'osd' && 'latitude' in data && random() < 0.3) Object.assign(data, { latitude: 0, longitude: 0 })
  },
} satisfies Oddity
