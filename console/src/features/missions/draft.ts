/** A mission as the dialog edits it: days and times as they are typed, on the clock of the dock's site. */
import type { Mission, Recurrence } from '../../api/types.ts'
import { addDays, dayIn, instantOf, readTimes, timeIn } from './rule.ts'

export type When = 'now' | 'time' | 'conditional' | 'recurring'
export interface Draft {
  mission_id: string | null
  name: string
  file_id: string
  /** Null: the newest at launch. */
  wayline_version: number | null
  dock_sn: string
  /** Where it lands, when that is another dock. */
  landing_sn: string | null
  when: When
  day: string
  time: string
  /** Conditional: not before day and time, not after these. */
  end_day: string
  end_time: string
  battery: number
  freq: Recurrence['freq']
  interval: number
  weekdays: number[]
  /** Numbers and days as typed, separated by commas. */
  monthdays: string
  times: string
  from: string
  until: string
  except: string
  rth_altitude: number
  rth_mode: number
  out_of_control_action: number
  exit_wayline_when_rc_lost: number
  wayline_precision_type: number
  area_check: boolean
  simulated: boolean
  simulate_latitude: number | null
  simulate_longitude: number | null
  propellers_by: string
  propellers_off: boolean
  window_min: number
  policy: Mission['launch']['policy']
  retry_min: number
  acknowledgement: boolean
  min_battery: number | null
  min_storage: number | null
}

const HOUR_MS = 3_600_000
const MINUTE_S = 60

export function blankDraft(now: number, zone: string): Draft {
  // On the full hour, and at least one hour ahead.
  const start = now + 2 * HOUR_MS
  return {
    mission_id: null,
    name: '',
    file_id: '',
    wayline_version: null,
    dock_sn: '',
    landing_sn: null,
    when: 'now',
    day: dayIn(start, zone),
    time: `${timeIn(start, zone).slice(0, 2)}:00`,
    end_day: dayIn(start + 8 * HOUR_MS, zone),
    end_time: `${timeIn(start + 8 * HOUR_MS, zone).slice(0, 2)}:00`,
    battery: 80,
    freq: 'weekly',
    interval: 1,
    weekdays: [1, 2, 3, 4, 5],
    monthdays: '1',
    times: '09:00',
    from: dayIn(now, zone),
    until: '',
    except: '',
    rth_altitude: 100,
    rth_mode: 0,
    out_of_control_action: 0,
    exit_wayline_when_rc_lost: 1,
    wayline_precision_type: 1,
    area_check: false,
    simulated: false,
    simulate_latitude: null,
    simulate_longitude: null,
    propellers_by: '',
    propellers_off: false,
    window_min: 10,
    policy: 'retry',
    retry_min: 2,
    acknowledgement: false,
    min_battery: null,
    min_storage: null,
  }
}

export function draftOf(mission: Mission, now: number, zone: string): Draft {
  const draft = blankDraft(now, zone)
  const { recurrence, simulate, launch, conditions } = mission
  const begin = conditions?.begin_time ?? mission.begin_time
  const end = conditions?.end_time ?? mission.end_time
  return {
    ...draft,
    mission_id: mission.mission_id,
    name: mission.name,
    file_id: mission.file_id,
    wayline_version: mission.wayline_version,
    dock_sn: mission.dock_sn,
    landing_sn: mission.dock_sns[1] ?? null,
    when: recurrence ? 'recurring' : (['now', 'time', 'conditional'] as const)[mission.task_type],
    ...(begin === null ? {} : { day: dayIn(begin, zone), time: timeIn(begin, zone) }),
    ...(end === null ? {} : { end_day: dayIn(end, zone), end_time: timeIn(end, zone) }),
    ...(conditions ? { battery: conditions.battery_capacity } : {}),
    ...(recurrence
      ? {
          freq: recurrence.freq,
          interval: recurrence.interval,
          weekdays: recurrence.by_weekday,
          monthdays: recurrence.by_monthday.join(', '),
          times: recurrence.times.join(', '),
          from: recurrence.from,
          until: recurrence.until ?? '',
          except: recurrence.except.join(', '),
        }
      : {}),
    rth_altitude: mission.rth_altitude,
    rth_mode: mission.rth_mode,
    out_of_control_action: mission.out_of_control_action,
    exit_wayline_when_rc_lost: mission.exit_wayline_when_rc_lost,
    wayline_precision_type: mission.wayline_precision_type,
    area_check: Boolean(mission.flight_safety_advance_check),
    // Said for one mission as it was then: whoever changes it says it again.
    simulated: simulate !== null,
    simulate_latitude: simulate?.latitude ?? null,
    simulate_longitude: simulate?.longitude ?? null,
    window_min: Math.round(launch.window_s / MINUTE_S),
    policy: launch.policy,
    retry_min: Math.max(1, Math.round(launch.retry_every_s / MINUTE_S)),
    acknowledgement: launch.acknowledgement,
    min_battery: mission.min_battery_capacity,
    min_storage: mission.min_storage_capacity,
  }
}

const words = (text: string) => text.split(/[\s,;，、]+/).filter(Boolean)
const DAY = /^\d{4}-\d{2}-\d{2}$/
/** The calendar rule, or null while what is typed makes none. */
export function ruleOf(draft: Draft, zone: string): Recurrence | null {
  const times = readTimes(draft.times)
  const monthdays = words(draft.monthdays).map(Number)
  const except = words(draft.except)
  if (!times || !DAY.test(draft.from) || (draft.until && !DAY.test(draft.until))) return null
  if (!except.every(day => DAY.test(day))) return null
  if (draft.freq === 'weekly' && draft.weekdays.length === 0) return null
  if (
    draft.freq === 'monthly' &&
    !(monthdays.length > 0 && monthdays.every(d => Number.isInteger(d) && d > 0 && d < 32))
  )
    return null
  return {
    freq: draft.freq,
    interval: draft.interval,
    by_weekday: draft.freq === 'weekly' ? [...draft.weekdays].sort() : [],
    by_monthday: draft.freq === 'monthly' ? monthdays : [],
    times,
    zone,
    from: draft.from,
    until: draft.until || null,
    except,
  }
}

/** What still keeps the draft from being saved, as keys below `missions.missing`. */
export function missing(draft: Draft, zone: string): string[] {
  const gaps: string[] = []
  if (!draft.name.trim()) gaps.push('name')
  if (!draft.file_id) gaps.push('route')
  if (!draft.dock_sn) gaps.push('dock')
  if (draft.when === 'time' && !(draft.day && draft.time)) gaps.push('time')
  if (draft.when === 'conditional' && !(draft.day && draft.time && draft.end_day && draft.end_time)) gaps.push('time')
  if (draft.when === 'recurring' && !ruleOf(draft, zone)) gaps.push('rule')
  if (draft.simulated) {
    if (draft.simulate_latitude === null || draft.simulate_longitude === null) gaps.push('place')
    if (!draft.propellers_off || !draft.propellers_by.trim()) gaps.push('propellers')
  }
  return gaps
}

/** The body of `POST missions` and `POST missions/check`; only of a draft with nothing missing. */
export function bodyOf(draft: Draft, zone: string) {
  const begin = instantOf(draft.day, draft.time, zone)
  const end = instantOf(draft.end_day || addDays(draft.day, 1), draft.end_time || draft.time, zone)
  const conditional = draft.when === 'conditional'
  return {
    name: draft.name.trim(),
    file_id: draft.file_id,
    wayline_version: draft.wayline_version,
    dock_sn: draft.dock_sn,
    dock_sns: draft.landing_sn ? [draft.dock_sn, draft.landing_sn] : [draft.dock_sn],
    task_type: draft.when === 'now' ? 0 : conditional ? 2 : 1,
    begin_time: draft.when === 'time' || conditional ? begin : null,
    end_time: conditional ? end : null,
    recurrence: draft.when === 'recurring' ? ruleOf(draft, zone) : null,
    conditions: conditional ? { battery_capacity: draft.battery, begin_time: begin, end_time: end } : null,
    rth_altitude: draft.rth_altitude,
    rth_mode: draft.rth_mode,
    out_of_control_action: draft.out_of_control_action,
    exit_wayline_when_rc_lost: draft.exit_wayline_when_rc_lost,
    wayline_precision_type: draft.wayline_precision_type,
    simulate: draft.simulated
      ? {
          latitude: draft.simulate_latitude,
          longitude: draft.simulate_longitude,
          propellers_off: { confirmed_by: draft.propellers_by.trim() },
        }
      : null,
    launch: {
      window_s: draft.window_min * MINUTE_S,
      policy: draft.policy,
      retry_every_s: draft.retry_min * MINUTE_S,
      acknowledgement: draft.acknowledgement,
    },
    min_battery_capacity: draft.min_battery,
    min_storage_capacity: draft.min_storage,
    flight_safety_advance_check: draft.area_check,
    enabled: true,
  }
}
