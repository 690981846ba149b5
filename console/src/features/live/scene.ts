/** The fleet as map features. Runs at most twice a second over everything, so it allocates little and reads no refs. */
import { isAirborne } from '@rookery/thing-model/flight'
import type { Feature, FeatureCollection, Point } from 'geojson'
import type { Device, GatewayDevice } from '../../api/types.ts'
import { numberAt, type Position, positionAt } from '../../api/values.ts'
import { type AircraftState, symbolName } from '../../map/symbols.ts'
import { serverNow } from '../../stores/clock.ts'
import { aircraftOf, liveOf, nameOf } from '../../stores/fleet.ts'
import type { ThemeName } from '../../ui/tokens.ts'
import type { BoardEntry } from './board.ts'
import { LEVELS } from './readiness.ts'

export interface Scene {
  docks: FeatureCollection<Point>
  aircraft: FeatureCollection<Point>
  /** Aircraft in the air with a position. */
  airborne: { sn: string; time: number; position: Position }[]
}
export interface SceneInput {
  docks: readonly BoardEntry[]
  controllers: readonly GatewayDevice[]
  selected: string | null
  theme: ThemeName
  /** From WGS 84 to the map's coordinates. */
  place: (longitude: number, latitude: number) => [number, number]
}

const STALE_MS = 10_000

/** Docks stand still: one that for a moment sends no place, or a senseless one, stays where it was. */
const stood = new Map<string, Position>()
function standingAt(sn: string): Position | null {
  const position = positionAt(liveOf(sn).osd)
  if (position) stood.set(sn, position)
  return position ?? stood.get(sn) ?? null
}

export function sceneOf({ docks, controllers, selected, theme, place }: SceneInput): Scene {
  const time = serverNow()
  const dockFeatures: Feature<Point>[] = []
  const aircraftFeatures: Feature<Point>[] = []
  const airborne: Scene['airborne'] = []
  const feature = (position: Position, properties: Record<string, unknown>): Feature<Point> => ({
    type: 'Feature',
    properties,
    geometry: { type: 'Point', coordinates: place(position.longitude, position.latitude) },
  })

  function addAircraft(device: Device, home: Position | null) {
    const { osd, osdAt } = liveOf(device.device_sn)
    const position = positionAt(osd)
    if (!position) return
    const flying = isAirborne(osd)
    // In its dock the aircraft is part of the dock's symbol.
    if (
      !flying &&
      home &&
      Math.abs(home.latitude - position.latitude) < 2e-5 &&
      Math.abs(home.longitude - position.longitude) < 3e-5
    )
      return
    if (flying) airborne.push({ sn: device.device_sn, time: osdAt, position })
    const state: AircraftState = time - osdAt > STALE_MS ? 'stale' : flying ? 'flying' : 'ground'
    if (!flying && state === 'stale' && device.device_sn !== selected) return
    aircraftFeatures.push(
      feature(position, {
        sn: device.device_sn,
        icon: symbolName('aircraft', state, theme, device.device_sn === selected),
        heading: numberAt(osd, 'attitude_head', { min: -360, max: 360 }) ?? 0,
        name: nameOf(device),
      }),
    )
  }

  for (const entry of docks) {
    const position = standingAt(entry.sn)
    // Who selects an aircraft that lies in its dock sees the dock.
    const parked = entry.aircraft?.device_sn === selected && entry.readiness.level !== 'flying'
    if (position) {
      dockFeatures.push(
        feature(position, {
          sn: entry.sn,
          icon: symbolName('dock', entry.readiness.level, theme, entry.sn === selected || parked),
          name: entry.name,
          rank: LEVELS.length - LEVELS.indexOf(entry.readiness.level),
        }),
      )
    }
    for (const device of aircraftOf(entry.gateway)) addAircraft(device, position)
  }
  for (const gateway of controllers) {
    const position = positionAt(liveOf(gateway.device_sn).osd)
    if (position && gateway.online) {
      dockFeatures.push(
        feature(position, {
          sn: gateway.device_sn,
          icon: symbolName('rc', 'ready', theme, gateway.device_sn === selected),
          name: nameOf(gateway),
          rank: 0,
        }),
      )
    }
    for (const device of aircraftOf(gateway)) addAircraft(device, null)
  }
  return {
    docks: { type: 'FeatureCollection', features: dockFeatures },
    aircraft: { type: 'FeatureCollection', features: aircraftFeatures },
    airborne,
  }
}
