/**
 * Reading a gateway's bind timeline: what each entry means, how far the device has come, and what holds it up. The
 * words for each meaning are in the locale files (`connect.meaning.<meaning>`).
 */

export interface TimelineRow {
  time: number
  step: string
  ok: boolean
  detail: string | null
}

/** A step of the wire, or what a disconnect means after the step before it. */
export type Meaning = string
export interface Reading {
  row: TimelineRow
  meaning: Meaning
}

/** A device that throws the licence back hangs up at once; a later disconnect has another cause. */
const LICENCE_VERDICT_MS = 60_000
/** What a disconnect means when it comes at once after this step. */
const DISCONNECT_AFTER: Readonly<Record<string, Meaning>> = {
  config_requested: 'licence_rejected',
  connected: 'disconnected_early',
  credentials_reissued: 'cut_by_reissue',
}

/** @param rows newest first, as the server sends them; the readings are in the same order */
export function readTimeline(rows: readonly TimelineRow[]): Reading[] {
  return rows.map((row, index) => {
    if (row.step !== 'disconnected') return { row, meaning: row.step }
    const before = rows[index + 1]
    const soon = before !== undefined && row.time - before.time <= LICENCE_VERDICT_MS
    return { row, meaning: (soon && DISCONNECT_AFTER[before.step]) || 'disconnected' }
  })
}

/** The way of a device from the sheet to telemetry. */
export const MILESTONES = ['created', 'connected', 'config', 'organization', 'bound', 'topology', 'telemetry'] as const
export type Milestone = (typeof MILESTONES)[number]
const MILESTONE_OF: Readonly<Record<string, Milestone>> = {
  created: 'created',
  credentials_reissued: 'created',
  connected: 'connected',
  config_requested: 'config',
  bind_status_asked: 'organization',
  organization_asked: 'organization',
  bound: 'bound',
  topology: 'topology',
  first_telemetry: 'telemetry',
}
/** From which milestone on an entry undoes what was reached. */
const UNDOES: Readonly<Record<string, Milestone>> = {
  created: 'connected',
  credentials_reissued: 'connected',
  unbound: 'organization',
}

export interface Progress {
  /** Epoch ms at which each was reached; 0: reached, but when is not in the rows; null: not yet. */
  reached: Record<Milestone, number | null>
  /** The first one not reached. Null: all are. */
  awaited: Milestone | null
  /** What went wrong last, unless something went well after it. */
  fault: Reading | null
}

/**
 * @param rows newest first; may be the newest page only
 * @param state what the server says now, for devices whose first steps are no longer in the rows
 */
export function progressOf(rows: readonly TimelineRow[], state: { bound: boolean }): Progress {
  const reached = Object.fromEntries(MILESTONES.map(m => [m, null])) as Progress['reached']
  let fault: Reading | null = null
  /** Whoever has come this far has passed what lies before, seen or not; telemetry alone may overtake the topology. */
  const reach = (milestone: Milestone, time: number) => {
    reached[milestone] = time
    const passed = milestone === 'telemetry' ? 'topology' : milestone
    for (const m of MILESTONES.slice(0, MILESTONES.indexOf(passed))) reached[m] ??= 0
  }
  reach(state.bound ? 'bound' : 'created', 0)
  for (const reading of readTimeline(rows).reverse()) {
    const { step, time, ok } = reading.row
    const undone = UNDOES[step]
    if (undone) for (const m of MILESTONES.slice(MILESTONES.indexOf(undone))) reached[m] = null
    const milestone = MILESTONE_OF[step]
    if (milestone) reach(milestone, time)
    fault = ok || reading.meaning === 'cut_by_reissue' ? null : reading
  }
  return { reached, awaited: MILESTONES.find(m => reached[m] === null) ?? null, fault }
}

/** A device at the other end of a cable cannot reach an address that means "this machine". */
export function isLoopback(address: string): boolean {
  const host = /^[a-z]+:\/\/(\[[^\]]+\]|[^/:]+)/i.exec(address)?.[1] ?? ''
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/i.test(host)
}
