import { dataOf, type Fields, type Oddity } from './oddity.ts'

const renumber = (device: Fields) => {
  delete device.thing_version
  device.version = 1
}

export default {
  name: 'topo-integer-version',
  summary: 'Sends an integer `version` in place of `thing_version`, and numbers for `domain`, in update_topo.',
  send({ kind, envelope }) {
    const data = dataOf(envelope)
    if (kind !== 'status' || !data) return
    for (const device of [data, ...((data.sub_devices as Fields[] | undefined) ?? [])]) {
      renumber(device)
      device.domain = Number(device.domain)
    }
  },
} satisfies Oddity
