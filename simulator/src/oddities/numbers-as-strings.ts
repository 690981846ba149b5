import { dataOf, type Oddity } from './oddity.ts'

const NAMES = [
  'working_voltage',
  'working_current',
  'acc_time',
  'job_number',
  'height',
  'total_flight_distance',
  'wind_speed',
]

export default {
  name: 'numbers-as-strings',
  summary: 'Sends some numbers, and the timestamp of its states, as strings.',
  send({ kind, envelope }) {
    const data = dataOf(envelope)
    if (kind === 'osd' && data)
      for (const name of NAMES) if (typeof data[name] === 'number') data[name] = String(data[name])
    if (kind === 'state') Object.assign(envelope, { timestamp: String(envelope.timestamp) })
  },
} satisfies Oddity
