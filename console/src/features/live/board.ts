/** Every gateway with its aircraft and its readiness: what the list, the map and the counts show. Once a second. */
import { isAirborne } from '@rookery/thing-model/flight'
import { computed } from 'vue'
import type { Device, DockReadiness, GatewayDevice } from '../../api/types.ts'
import { now } from '../../stores/clock.ts'
import { dockReadiness } from '../../stores/dock-readiness.ts'
import { aircraftOf, compareNames, gatewaysInView, liveOf, nameOf } from '../../stores/fleet.ts'
import { LEVELS, type Readiness, readinessOf, withServersWord } from './readiness.ts'

export interface BoardEntry {
  sn: string
  name: string
  gateway: GatewayDevice
  /** The aircraft that matters: the one in the air, else the first. */
  aircraft: Device | null
  readiness: Readiness
  /** The next run that is due here. */
  next: DockReadiness['next_job']
}
const DOCK_DOMAIN = 3
const isDock = (device: Device) => device.domain === DOCK_DOMAIN

function entryOf(gateway: GatewayDevice): BoardEntry {
  const all = aircraftOf(gateway)
  const flying = all.find(a => isAirborne(liveOf(a.device_sn).osd))
  const aircraft = flying ?? all[0] ?? null
  return {
    sn: gateway.device_sn,
    name: nameOf(gateway),
    gateway,
    aircraft,
    readiness: withServersWord(
      readinessOf({
        dock: gateway,
        dockLive: liveOf(gateway.device_sn),
        aircraft,
        aircraftLive: aircraft && liveOf(aircraft.device_sn),
        airborne: flying !== undefined,
        now: now.value,
      }),
      dockReadiness.value.get(gateway.device_sn),
    ),
    next: dockReadiness.value.get(gateway.device_sn)?.next_job ?? null,
  }
}

/** Docks by readiness, then by name. */
export const docks = computed<BoardEntry[]>(() =>
  gatewaysInView.value
    .filter(isDock)
    .map(entryOf)
    .sort(
      (a, b) => LEVELS.indexOf(a.readiness.level) - LEVELS.indexOf(b.readiness.level) || compareNames(a.name, b.name),
    ),
)
/** Remote controllers with their aircraft, online ones first. */
export const controllers = computed<GatewayDevice[]>(() =>
  gatewaysInView.value
    .filter(g => !isDock(g))
    .sort((a, b) => Number(b.online) - Number(a.online) || compareNames(nameOf(a), nameOf(b))),
)
