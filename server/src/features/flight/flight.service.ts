/** Flight records as people read them. */
import type { Readable } from 'node:stream'
import type { Audit } from '#platform/audit.ts'
import { type Caller, seesSite } from '#platform/auth/caller.ts'
import type { Clock } from '#platform/clock.ts'
import type { TelemetryRow } from '#platform/database/device-tables.ts'
import { notFound } from '#platform/errors.ts'
import type { Objects } from '#platform/objects/index.ts'
import { zipStream } from '#platform/zip.ts'
import { evidence } from './evidence.ts'
import { FORMATS, type Format } from './export.ts'
import type { FlightFilter, FlightStore, StoredFlight } from './flight.store.ts'
import { type FlightView, flightView } from './flight.view.ts'
import type { TimelineStore } from './timeline.store.ts'
import { type Kept, type TimelineEntry, timelineOf } from './timeline.ts'

/** What led to a flight, and what followed: photos come in, the cover closes. */
const BEFORE_MS = 10 * 60_000
const AFTER_MS = 15 * 60_000
const EDGE_MS = 2_000

export class Flights {
  readonly #deps: FlightDependencies

  constructor(deps: FlightDependencies) {
    this.#deps = deps
  }

  async list(filter: FlightFilter, limit: number, offset: number): Promise<{ list: FlightView[]; total: number }> {
    const { rows, total } = await this.#deps.store.list(filter, limit, offset)
    return { list: await this.#views(rows), total }
  }

  /** @throws AppError 404 */
  async get(caller: Caller, flightId: string): Promise<FlightView> {
    return (await this.#views([await this.#find(caller, flightId)]))[0]!
  }

  async #views(flights: StoredFlight[]): Promise<FlightView[]> {
    const { store, timeline } = this.#deps
    const [alarms, received] = await Promise.all([
      store.alarmCounts(flights.map(flight => flight.flight_id)),
      timeline.received(flights.flatMap(({ job_id }) => job_id ?? [])),
    ])
    return flights.map(flight =>
      flightView(flight, {
        alarms: alarms.get(flight.flight_id) ?? 0,
        received: flight.job_id === null ? null : (received.get(flight.job_id) ?? 0),
      }),
    )
  }

  async #find(caller: Caller, flightId: string): Promise<StoredFlight> {
    const flight = await this.#deps.store.find(caller.workspaceId, flightId)
    if (!flight || !seesSite(caller, flight.site_id)) throw notFound('The flight')
    return flight
  }

  /** @throws AppError 404 */
  async track(caller: Caller, flightId: string): Promise<TelemetryRow[]> {
    return this.#samples(await this.#find(caller, flightId))
  }

  async #samples(flight: StoredFlight): Promise<TelemetryRow[]> {
    if (flight.sn === null || flight.kind === 'not_flown') return []
    const end = flight.ended_at ?? this.#deps.clock.now()
    return this.#deps.store.samples(flight.sn, flight.started_at - EDGE_MS, end + EDGE_MS)
  }

  /** @throws AppError 404 */
  async timeline(caller: Caller, flightId: string): Promise<TimelineEntry[]> {
    return timelineOf(await this.#kept(await this.#find(caller, flightId)))
  }

  async #kept(flight: StoredFlight): Promise<Kept> {
    const { store, timeline, clock } = this.#deps
    const { workspace_id: workspaceId, sn, gateway_sn, job_id: jobId, flight_id: flightId } = flight
    const from = flight.started_at - BEFORE_MS
    const to = (flight.ended_at ?? clock.now()) + AFTER_MS
    const sns = [sn, gateway_sn].filter(each => each !== null)
    const scope = { workspaceId, sns: sns.length ? sns : [''], jobId, flightId, from, to }
    const [commands, events, alarms, history, media, samples, surroundings] = await Promise.all([
      timeline.commands(scope),
      timeline.events(scope),
      timeline.alarms(scope),
      timeline.history(jobId),
      timeline.media(scope),
      this.#samples(flight),
      gateway_sn === null ? [] : store.samples(gateway_sn, from, to),
    ])
    return { flight, commands, events, alarms, history, media, samples, surroundings }
  }

  /** @throws AppError 404 */
  async export(caller: Caller, flightId: string, format: Format) {
    const flight = await this.#find(caller, flightId)
    const { type, write } = FORMATS[format]
    return { type, name: fileName(flight, format), body: write(flight, await this.#samples(flight)) }
  }

  /** Who takes evidence away is on the audit log. @throws AppError 404 */
  async evidence(caller: Caller, flightId: string): Promise<{ name: string; body: Readable }> {
    const { objects, clock, audit } = this.#deps
    const flight = await this.#find(caller, flightId)
    const kept = await this.#kept(flight)
    const { workspaceId, userId, username, address } = caller
    await audit.record({
      ...{ workspaceId, userId, username, address, action: 'flight.evidence', result: 'ok' },
      target: flight.sn ?? flight.gateway_sn ?? flightId,
      detail: { flight_id: flightId },
    })
    return {
      name: fileName(flight, 'zip'),
      body: zipStream(evidence(kept, objects, clock.now(), username)),
    }
  }
}

export interface FlightDependencies {
  store: FlightStore
  timeline: TimelineStore
  objects: Pick<Objects, 'get'>
  audit: Audit
  clock: Clock
}

const fileName = ({ started_at, sn, gateway_sn }: StoredFlight, end: string) =>
  `flight-${new Date(started_at).toISOString().slice(0, 16).replaceAll(':', '')}-${(sn ?? gateway_sn ?? 'unknown').replace(/[^\w-]/g, '_')}.${end}`
