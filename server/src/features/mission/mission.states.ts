/** The states of a job, and which may follow which. A terminal state is final. */
import type { JobState } from '#platform/database/mission-tables.ts'

/** Nothing has been ordered to fly: may be launched, cancelled or changed. */
export const WAITING = ['scheduled', 'awaiting', 'preparing', 'prepared'] as const satisfies readonly JobState[]
/** A flight has been ordered: never ordered again. */
export const LAUNCHED = ['executing', 'unknown', 'running', 'paused'] as const satisfies readonly JobState[]
export const LIVING: readonly JobState[] = [...WAITING, ...LAUNCHED]
export const TERMINAL = [
  'done',
  'partial',
  'failed',
  'refused',
  'held',
  'missed',
  'canceled',
] as const satisfies readonly JobState[]
export type Terminal = (typeof TERMINAL)[number]

const terminal: ReadonlySet<string> = new Set(TERMINAL)
const launched: ReadonlySet<string> = new Set(LAUNCHED)
export const isTerminal = (state: JobState): state is Terminal => terminal.has(state)
export const isLaunched = (state: JobState) => launched.has(state)

/** The demo's numbers: 1 pending, 2 in progress, 3 success, 4 cancelled, 5 failed, 6 paused. */
export const DEMO_STATUS: Readonly<Record<JobState, number>> = {
  scheduled: 1,
  awaiting: 1,
  preparing: 1,
  prepared: 1,
  executing: 2,
  unknown: 2,
  running: 2,
  paused: 6,
  done: 3,
  canceled: 4,
  failed: 5,
  partial: 5,
  refused: 5,
  held: 5,
  missed: 5,
}
