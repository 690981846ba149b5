/** One story of a flight out of everything that was kept of its time. Pure. */
import { AircraftMode } from '@rookery/thing-model/aircraft'
import type { TelemetryRow } from '#platform/database/device-tables.ts'
import type { StoredFlight } from './flight.store.ts'
import type { TimelineStore } from './timeline.store.ts'

export interface TimelineEntry {
  /** Epoch ms. */
  time: number
  type: 'state' | 'command' | 'event' | 'alarm' | 'weather' | 'link' | 'battery' | 'media'
  title: string
  detail: string | null
  level: 'critical' | 'warning' | 'notice' | 'info'
  username: string | null
  /** What it is, for links and for texts in other languages. */
  ref: Record<string, unknown>
}

type Rows<K extends keyof TimelineStore> = Awaited<ReturnType<TimelineStore[K]>>
export interface Kept {
  flight: StoredFlight
  commands: Rows<'commands'>
  events: Rows<'events'>
  alarms: Rows<'alarms'>
  history: Rows<'history'>
  media: Rows<'media'>
  /** Of the aircraft, in time order. */
  samples: readonly TelemetryRow[]
  /** Of the dock, in time order. */
  surroundings: readonly TelemetryRow[]
}

/** `mode_code` of an aircraft in words. */
const MODES = (AircraftMode() as unknown as { labels: Readonly<Record<number, string>> }).labels
const SILENCE_MS = 10_000
const BATTERY_STEP = 10
/** m/s */
const WIND_STEP = 3
/** Told by the job's own history, or as progress of a command. */
const SAID_ELSEWHERE = /(^flighttask_progress|_progress)$/
const DETAIL = 500

export function timelineOf(kept: Kept): TimelineEntry[] {
  const { flight } = kept
  const entry = (
    time: number,
    type: TimelineEntry['type'],
    title: string,
    more: Partial<Omit<TimelineEntry, 'time' | 'type' | 'title'>> = {},
  ): TimelineEntry => ({ time, type, title, detail: null, level: 'info', username: null, ref: {}, ...more })

  const list: TimelineEntry[] = [
    ...(flight.kind === 'not_flown'
      ? [entry(flight.started_at, 'state', 'Due', { ref: { job_id: flight.job_id } })]
      : [entry(flight.started_at, 'state', 'Take-off', { ref: { battery_percent: flight.battery_start } })]),
    ...(flight.kind === 'not_flown' || flight.ended_at === null
      ? []
      : [
          entry(flight.ended_at, 'state', flight.outcome === 'lost' ? 'Last heard of in the air' : 'Landing', {
            ...(flight.outcome === 'lost' && { level: 'critical' as const }),
            ref: { battery_percent: flight.battery_end },
          }),
        ]),
    ...kept.history.map(row =>
      entry(row.time, 'state', row.state, { detail: row.detail, username: row.username, ref: { job_id: row.job_id } }),
    ),
    ...kept.commands.map(row =>
      entry(row.created_at, 'command', row.method, {
        detail: row.result === null ? row.state : `${row.state} (${row.result})`,
        level: row.state === 'failed' || row.state === 'unknown' ? 'warning' : 'info',
        username: row.username,
        ref: { command_id: row.command_id, device_sn: row.device_sn, state: row.state, result: row.result },
      }),
    ),
    ...kept.events
      .filter(row => !SAID_ELSEWHERE.test(row.method))
      .map(row =>
        entry(row.received_at, 'event', row.method, {
          detail: JSON.stringify(row.data).slice(0, DETAIL),
          ref: { event_id: row.id, device_sn: row.device_sn },
        }),
      ),
    ...kept.alarms.flatMap(alarm => {
      const ref = { alarm_id: alarm.alarm_id, kind: alarm.kind, facts: alarm.facts }
      const more = { level: alarm.level, ref }
      return [
        entry(alarm.raised_at, 'alarm', alarm.kind, {
          ...more,
          detail: alarm.count > 1 ? `${alarm.count} times` : null,
        }),
        ...(alarm.acknowledged_at === null
          ? []
          : [
              entry(alarm.acknowledged_at, 'alarm', `${alarm.kind} acknowledged`, {
                ref,
                username: alarm.acknowledged_by,
                detail: alarm.acknowledge_note,
              }),
            ]),
        ...(alarm.cleared_at === null
          ? []
          : [entry(alarm.cleared_at, 'alarm', `${alarm.kind} cleared`, { ref, detail: alarm.clear_cause })]),
      ]
    }),
    ...kept.media.map(file =>
      entry(file.taken_at ?? file.created_at, 'media', file.file_name, {
        detail: file.asset ?? file.kind,
        ref: { file_id: file.file_id, state: file.state, waypoint_index: file.waypoint_index },
      }),
    ),
    ...ofSamples(kept.samples, entry),
    ...ofSurroundings(kept.surroundings, entry),
  ]
  return list.sort((a, b) => a.time - b.time)
}

type Make = (
  time: number,
  type: TimelineEntry['type'],
  title: string,
  more?: Partial<Omit<TimelineEntry, 'time' | 'type' | 'title'>>,
) => TimelineEntry

/** Modes, silences and the battery in steps. */
function* ofSamples(samples: readonly TelemetryRow[], entry: Make): Generator<TimelineEntry> {
  let mode: number | null = null
  let step: number | undefined
  let before: TelemetryRow | undefined
  for (const sample of samples) {
    if (before && sample.time - before.time > SILENCE_MS) {
      const seconds = Math.round((sample.time - before.time) / 1000)
      yield entry(before.time, 'link', 'No telemetry', {
        detail: `for ${seconds} s`,
        level: 'warning',
        ref: { seconds },
      })
      yield entry(sample.time, 'link', 'Telemetry again', { ref: { seconds } })
    }
    before = sample
    if (sample.mode_code !== null && sample.mode_code !== mode) {
      mode = sample.mode_code
      yield entry(sample.time, 'state', MODES[mode] ?? `Mode ${mode}`, { ref: { mode_code: mode } })
    }
    if (sample.battery_percent !== null) {
      const now = Math.ceil(sample.battery_percent / BATTERY_STEP)
      if (step !== undefined && now < step)
        yield entry(sample.time, 'battery', `${sample.battery_percent} %`, {
          level: sample.battery_percent <= 2 * BATTERY_STEP ? 'warning' : 'info',
          ref: { battery_percent: sample.battery_percent },
        })
      step = now
    }
  }
}

const RAIN = ['No rain', 'Light rain', 'Moderate rain', 'Heavy rain']

function* ofSurroundings(samples: readonly TelemetryRow[], entry: Make): Generator<TimelineEntry> {
  let wind: number | undefined
  let rain: number | undefined
  for (const { time, wind_speed, rainfall, environment_temperature } of samples) {
    const ref = { wind_speed, rainfall, environment_temperature }
    if (wind_speed !== null && (wind === undefined || Math.abs(wind_speed - wind) >= WIND_STEP)) {
      wind = wind_speed
      yield entry(time, 'weather', `Wind ${Math.round(wind_speed * 10) / 10} m/s`, { ref })
    }
    if (rainfall !== null && rainfall !== rain) {
      rain = rainfall
      yield entry(time, 'weather', RAIN[rainfall] ?? `Rain ${rainfall}`, { ref })
    }
  }
}
