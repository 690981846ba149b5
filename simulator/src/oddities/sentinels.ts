import { dataOf, type Fields, type Oddity } from './oddity.ts'

/** Numbers that stand for "not known", by property; a path goes into objects. */
const UNKNOWN: readonly (readonly [path: string, value: unknown])[] = [
  ['environment_temperature', 3276.7],
  ['humidity', 32767],
  ['wind_speed', 65535],
  ['backup_battery.temperature', 3276.7],
  ['backup_battery.voltage', 32767],
  ['drone_charge_state.capacity_percent', 32767],
  ['network_state.rate', -1],
  ['storage.total', -1],
  ['working_voltage', 65535],
  ['home_distance', 65535],
  ['battery.remain_flight_time', 32767],
  ['battery.return_home_power', 999],
  ['position_state.gps_number', 255],
  ['attitude_pitch', 3276.7],
]

export default {
  name: 'sentinels',
  summary: 'Sends 32767, 3276.7, 65535, 999 or -1 for what it does not know.',
  send({ kind, envelope }) {
    const data = dataOf(envelope)
    if (kind !== 'osd' || !data) return
    for (const [path, value] of UNKNOWN) replace(data, path.split('.'), value)
  },
} satisfies Oddity

function replace(object: Fields, [name, ...rest]: string[], value: unknown): void {
  if (name === undefined || !(name in object)) return
  const child = object[name]
  if (rest.length === 0) object[name] = value
  else if (typeof child === 'object' && child !== null) replace(child as Fields, rest, value)
}
