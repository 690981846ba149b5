/** Where aircraft in the air have been in the last minutes: their track so far, then each new position. */
import type { FeatureCollection, LineString } from 'geojson'
import { get } from '../api/client.ts'
import type { TrackPoint } from '../api/types.ts'
import type { Position } from '../api/values.ts'
import { serverNow } from '../stores/clock.ts'

interface Tail {
  /** [server epoch ms, longitude, latitude], oldest first. */
  points: [number, number, number][]
  /** Server epoch ms from which the stored track may be asked for. */
  askFrom: number
}
const WINDOW_MS = 5 * 60_000
const SELECTED_WINDOW_MS = 20 * 60_000
/** With many aircraft in the air the others' tails get short: the map must stay cheap. */
const CROWD = 100
const CROWD_WINDOW_MS = 30_000
const MIN_STEP_MS = 900
const RESOLUTION_S = 2
/** Telemetry comes every two seconds in flight. */
const GAP_MS = 12_000
const RETRY_MS = 30_000

export function createTails() {
  const tails = new Map<string, Tail>()

  function tailOf(sn: string): Tail {
    let tail = tails.get(sn)
    if (!tail) {
      tail = { points: [], askFrom: 0 }
      tails.set(sn, tail)
    }
    return tail
  }

  /** Notes a live position. */
  function add(sn: string, time: number, { longitude, latitude }: Position): void {
    const { points } = tailOf(sn)
    const last = points.at(-1)
    if (last && (time - last[0] < MIN_STEP_MS || (last[1] === longitude && last[2] === latitude))) return
    points.push([time, longitude, latitude])
  }

  /** Fetches the stored track once; a failure only leaves the tail shorter for a while. */
  async function fetchTrack(sn: string): Promise<void> {
    const tail = tailOf(sn)
    const to = serverNow()
    if (to < tail.askFrom) return
    tail.askFrom = Number.POSITIVE_INFINITY
    try {
      const { points } = await get<{ points: TrackPoint[] }>(`/manage/api/v1/devices/${encodeURIComponent(sn)}/track`, {
        from: Math.round(to - SELECTED_WINDOW_MS),
        to: Math.round(to),
        resolution: RESOLUTION_S,
      })
      const first = tail.points[0]?.[0] ?? Number.POSITIVE_INFINITY
      const before = points
        .filter(p => p.time < first && p.latitude !== null && p.longitude !== null)
        .map((p): [number, number, number] => [p.time, p.longitude, p.latitude])
      tail.points = [...before, ...tail.points]
    } catch {
      tail.askFrom = to + RETRY_MS
    }
  }

  /** Lines of the given aircraft; forgets everybody else. */
  function lines(
    airborne: readonly string[],
    selected: string | null,
    place: (longitude: number, latitude: number) => [number, number],
  ): FeatureCollection<LineString> {
    const wanted = new Set(airborne)
    if (selected) wanted.add(selected)
    for (const sn of tails.keys()) if (!wanted.has(sn)) tails.delete(sn)
    const now = serverNow()
    const window = airborne.length > CROWD ? CROWD_WINDOW_MS : WINDOW_MS
    const features: FeatureCollection<LineString>['features'] = []
    for (const [sn, tail] of tails) {
      const from = now - (sn === selected ? SELECTED_WINDOW_MS : window)
      const keep = now - SELECTED_WINDOW_MS
      if (tail.points.length > 0 && tail.points[0]![0] < keep) tail.points = tail.points.filter(p => p[0] >= keep)
      const end = (coordinates: [number, number][]) => {
        if (coordinates.length < 2) return
        const geometry = { type: 'LineString' as const, coordinates }
        features.push({ type: 'Feature', properties: { selected: sn === selected }, geometry })
      }
      let stretch: [number, number][] = []
      let before = 0
      for (const [time, longitude, latitude] of tail.points) {
        if (time < from) continue
        // Nobody saw what lay in a gap; no line pretends to know.
        if (time - before > GAP_MS) {
          end(stretch)
          stretch = []
        }
        stretch.push(place(longitude, latitude))
        before = time
      }
      end(stretch)
    }
    return { type: 'FeatureCollection', features }
  }
  return { add, fetchTrack, lines }
}
