/** What a result code or a status of a dock makes of a job. */
import { explainBreakReason, explainResult } from '@rookery/thing-model'
import type { Terminal } from './mission.states.ts'

export interface Verdict {
  state: Terminal
  code: number | null
  message: string
  cause: string | null
  action: string | null
}

/**
 * Codes by which a dock or an aircraft says that it will not fly now: weather, battery, storage, link, RTK, business.
 * Another try may succeed.
 */
const PASSING: ReadonlySet<number> = new Set([
  314000, 314012, 314018, 314019, 314021, 314025, 316005, 316009, 316010, 316020, 316021, 316026, 316032, 319001,
  319015, 319016, 319017, 319018, 319019, 319025, 319026, 319027, 319028, 319029, 319036, 319037, 319038, 321769,
  321772, 321776, 321777, 325005, 325006, 325007, 325008, 325009, 325010, 325011, 325012, 338009, 514103, 514116,
  514120, 514121, 514123, 514134, 514135, 514136, 514137, 514138, 514145, 514146, 514147, 514148, 514150, 514155,
  514158, 514162, 514163, 514170, 514173,
])
export const isPassing = (code: number) => PASSING.has(code)

/** A dock answered `flighttask_prepare` or `flighttask_execute` with a code: nothing flew. */
export function refusedBy(code: number): Verdict {
  const { cause, action } = explainResult(code, 'en')
  return { state: 'refused', code, message: cause, cause, action }
}

/** The server decided by itself. */
export const decided = (state: Terminal, cause: string, action: string | null = null): Verdict => ({
  state,
  code: null,
  message: cause,
  cause,
  action,
})

export interface Report {
  status: string
  code: number
  breakReason: number | undefined
  /** Waypoints of the wayline were reached. */
  flown: boolean
}

/** A terminal status of `flighttask_progress`; undefined while the mission goes on. */
export function verdictOf({ status, code, breakReason, flown }: Report): Verdict | undefined {
  const explained =
    code !== 0 ? explainResult(code, 'en') : breakReason ? explainBreakReason(breakReason, 'en') : undefined
  const because = { code, cause: explained?.cause ?? null, action: explained?.action ?? null }
  switch (status) {
    case 'ok':
      return { state: 'done', code, message: 'The mission was flown', cause: null, action: null }
    case 'partially_done':
      return { ...because, state: 'partial', message: explained?.cause ?? 'A part of the mission was flown' }
    case 'rejected':
      return { ...because, state: 'refused', message: explained?.cause ?? 'The dock refused the mission' }
    case 'canceled':
      return flown
        ? { ...because, state: 'partial', message: explained?.cause ?? 'The mission was ended in flight' }
        : { ...because, state: 'canceled', message: explained?.cause ?? 'The mission was cancelled' }
    case 'failed':
    case 'timeout':
      if (flown) return { ...because, state: 'partial', message: explained?.cause ?? 'The mission ended early' }
      if (isPassing(code)) return { ...because, state: 'refused', message: explained!.cause }
      return {
        ...because,
        state: 'failed',
        message: explained?.cause ?? (status === 'timeout' ? 'The mission took too long' : 'The mission failed'),
      }
    default:
      return undefined
  }
}
