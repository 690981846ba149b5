/** The 4G dongles of a dock and its aircraft, in `dongle_infos` of each. */
import type { SimulatedDock } from '../devices/dock.ts'
import type { Properties, Thing } from '../devices/thing.ts'
import type { Data } from './behaviour.ts'
import { RESULT } from './results.ts'

interface Dongle extends Properties {
  imei: string
  esim_infos: Properties[]
}

const ownerOf = (dock: SimulatedDock, { device_type }: Data): Thing =>
  device_type === 'dock' ? dock.thing : dock.aircraft
const dongles = (owner: Thing): Dongle[] => (owner.state.dongle_infos as Dongle[] | undefined) ?? []

/** Refuses when there is no dongle with that IMEI. */
export function dongleFound(dock: SimulatedDock, data: Data): number {
  if (dongles(ownerOf(dock, data)).some(dongle => dongle.imei === data.imei)) return 0
  return data.device_type === 'dock' ? RESULT.noDockDongle : RESULT.noAircraftDongle
}

/** Changes the dongle that the command names. */
export function changeDongle(dock: SimulatedDock, data: Data, change: (dongle: Dongle) => Properties): void {
  const owner = ownerOf(dock, data)
  owner.set({
    dongle_infos: dongles(owner).map(dongle => (dongle.imei === data.imei ? { ...dongle, ...change(dongle) } : dongle)),
  })
}
