/** Which aircraft are in the air, and how they are. Recomputed once a second from the latest values. */
import { isAirborne } from '@rookery/thing-model/flight'
import { computed } from 'vue'
import type { Device, Job, Values } from '../api/types.ts'
import { flagAt, numberAt } from '../api/values.ts'
import { now } from './clock.ts'
import { type Controller, controllerOf } from './control.ts'
import { aircraftOf, gatewaysInView, liveOf } from './fleet.ts'
import { jobOfDock, UNDER_WAY } from './jobs.ts'

export const MODE_RETURNING = 9
/** An aircraft last heard of in the air this long ago is a matter for the search party, not for the strip. */
const FORGET_MS = 60 * 60_000

export type LinkQuality = { percent: number | null; sdr: boolean | null; lte: boolean | null }
/** The dock's radio link to its aircraft: the better of SDR and 4G, 0..100 %, null where the dock does not tell. */
export function linkOf(gatewayOsd: Values): LinkQuality {
  const sdr = flagAt(gatewayOsd, 'wireless_link.sdr_link_state')
  const lte = flagAt(gatewayOsd, 'wireless_link.4g_link_state')
  const qualities = [
    sdr === false ? null : numberAt(gatewayOsd, 'wireless_link.sdr_quality', { min: 0, max: 5 }),
    lte === false ? null : numberAt(gatewayOsd, 'wireless_link.4g_quality', { min: 0, max: 5 }),
  ].filter(quality => quality !== null)
  const percent = qualities.length > 0 ? Math.max(...qualities) * 20 : sdr === false && lte === false ? 0 : null
  return { percent, sdr, lte }
}

export interface AirborneAircraft {
  sn: string
  device: Device
  gateway: Device
  osd: Values
  /** Server epoch ms. */
  osdAt: number
  mode: number | null
  battery: number | null
  /** Percent the aircraft itself reckons it needs to get home. */
  reserve: number | null
  height: number | null
  speed: number | null
  homeDistance: number | null
  link: LinkQuality
  /** The mission that it flies. */
  job: Job | null
  controller: Controller
}

export const airborne = computed<AirborneAircraft[]>(() => {
  const list: AirborneAircraft[] = []
  // Read first: telemetry is not reactive, the clock is what asks again.
  const time = now.value
  for (const gateway of gatewaysInView.value) {
    for (const device of aircraftOf(gateway)) {
      const { osd, osdAt, state } = liveOf(device.device_sn)
      if (!isAirborne(osd) || time - osdAt > FORGET_MS) continue
      const flown = jobOfDock(gateway.device_sn)
      const job = flown && UNDER_WAY.has(flown.state) ? flown : null
      list.push({
        sn: device.device_sn,
        device,
        gateway,
        osd,
        osdAt,
        mode: numberAt(osd, 'mode_code'),
        battery: numberAt(osd, 'battery.capacity_percent', { min: 0, max: 100 }),
        reserve: numberAt(osd, 'battery.return_home_power', { min: 0, max: 100 }),
        height: numberAt(osd, 'elevation', { min: -1000, max: 10_000 }),
        speed: numberAt(osd, 'horizontal_speed', { min: 0, max: 100 }),
        homeDistance: numberAt(osd, 'home_distance', { min: 0, max: 1e6 }),
        link: linkOf(liveOf(gateway.device_sn).osd),
        job,
        controller: controllerOf({ osd, state, onMission: job !== null, gatewayDomain: gateway.domain }),
      })
    }
  }
  return list
})
