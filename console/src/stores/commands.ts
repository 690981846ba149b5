/**
 * Sending a command and following it: what the server said, what the device said, how far the job is, and how many
 * seconds it has taken.
 */
import { type Ref, shallowRef } from 'vue'
import { type Answer, exchange, type RequestOptions } from '../api/client.ts'
import { ApiError } from '../api/error.ts'
import type { CommandAnswer, CommandRow, CommandState, DebugProgress } from '../api/types.ts'
import { onFrame } from './channel.ts'

/** `sending`: not yet answered by the server; `refused`: the server did not send it; the rest as the wire says. */
export type FollowedState = 'sending' | 'refused' | CommandState
export interface Followed {
  method: string
  sn: string
  state: FollowedState
  commandId: string | null
  /** Local epoch ms. */
  startedAt: number
  endedAt: number | null
  percent: number | null
  step: string | null
  /** What went wrong, in the server's or the explained device's words. */
  message: string | null
  /** Why the server did not send it, as a word of the wire: `offline`, `stale_telemetry` ... */
  reason: string | null
  cause: string | null
  action: string | null
  result: number | null
  output: unknown
}

const TERMINAL: ReadonlySet<FollowedState> = new Set(['ok', 'failed', 'refused', 'canceled', 'timeout'])
export const isOver = (followed: Followed | null | undefined): boolean => !followed || TERMINAL.has(followed.state)

/** Newest first, this tab's session only: what was sent from here. */
export const recent: Ref<readonly Followed[]> = shallowRef<readonly Followed[]>([])
const KEEP = 50

const byCommand = new Map<string, (row: Partial<CommandRow>) => void>()
/** Remote-debug progress may come before the answer that names the command, so it is matched by device and method. */
const byJob = new Map<string, (progress: DebugProgress) => void>()

onFrame(frame => {
  if (frame.biz_code === 'command_update') {
    const row = frame.data as CommandRow
    byCommand.get(row.command_id)?.(row)
    return
  }
  const progress = frame.data as DebugProgress | null
  if (progress?.sn) byJob.get(`${progress.sn} ${frame.biz_code}`)?.(progress)
})

/**
 * Posts a command and follows it into the given ref until a terminal state; a newer press into the same ref takes it
 * over, this one goes on in `recent`. Never throws: a refusal is a state with the server's sentence.
 */
export function follow(
  path: string,
  target: { sn: string; gatewaySn?: string | null; method: string },
  body: unknown,
  into: Ref<Followed | null> = shallowRef(null),
  options: Pick<RequestOptions, 'headers'> = {},
): Ref<Followed | null> {
  let current: Followed = {
    method: target.method,
    sn: target.sn,
    state: 'sending',
    commandId: null,
    startedAt: Date.now(),
    endedAt: null,
    percent: null,
    step: null,
    message: null,
    reason: null,
    cause: null,
    action: null,
    result: null,
    output: null,
  }
  into.value = current
  recent.value = [current, ...recent.value].slice(0, KEEP)
  const jobKey = `${target.gatewaySn ?? target.sn} ${target.method}`

  function set(change: Partial<Followed>) {
    const before = current
    current = { ...before, ...change }
    if (isOver(current) && current.endedAt === null) {
      current.endedAt = Date.now()
      if (current.commandId) byCommand.delete(current.commandId)
      if (byJob.get(jobKey) === onProgress) byJob.delete(jobKey)
    }
    if (into.value === before) into.value = current
    recent.value = recent.value.map(other => (other === before ? current : other))
  }
  function onProgress(progress: DebugProgress) {
    if (isOver(current)) return
    const status = progress.output?.status
    set({
      percent: progress.output?.progress?.percent ?? current.percent,
      step: progress.output?.progress?.step_key ?? current.step,
      result: progress.result,
      state:
        status === 'ok' || status === 'failed' || status === 'canceled' || status === 'timeout'
          ? status
          : status === 'rejected' || progress.result !== 0
            ? 'failed'
            : 'in_progress',
    })
  }
  function onRow(row: Partial<CommandRow>) {
    set({
      state: row.state ?? current.state,
      result: row.result ?? current.result,
      percent: row.progress?.percent ?? current.percent,
      step: row.progress?.step_key ?? current.step,
      cause: row.cause ?? current.cause,
      action: row.action ?? current.action,
    })
  }
  function onAnswer({ code, message, data }: Answer<CommandAnswer | null>) {
    const commandId = data?.command_id ?? null
    const state: FollowedState = code === 0 ? (data?.state ?? 'ok') : 'failed'
    // Progress may have overtaken the answer.
    const overtaken = current.state !== 'sending' && state !== 'failed'
    if (commandId && !isOver(current)) byCommand.set(commandId, onRow)
    set({
      commandId,
      state: overtaken ? current.state : state,
      result: data?.result ?? (code === 0 ? current.result : code),
      message: code === 0 ? null : message,
      cause: data?.cause ?? null,
      action: data?.action ?? null,
      output: data?.output ?? null,
    })
  }
  function onRefusal(error: unknown) {
    const fields = error instanceof ApiError ? error.fieldErrors.map(f => `${f.path}: ${f.message}`) : []
    const sentence = error instanceof Error ? error.message : String(error)
    set({
      state: 'refused',
      message: [sentence, ...fields].join(' '),
      reason: (error instanceof ApiError && (error.data as { reason?: string } | null)?.reason) || null,
      result: error instanceof ApiError ? error.code : null,
    })
  }

  byJob.set(jobKey, onProgress)
  exchange<CommandAnswer | null>('POST', path, { body: body ?? {}, ...options }).then(onAnswer, onRefusal)
  return into
}

export interface SendOptions {
  data?: unknown
  /** Where progress comes from when `sn` is an aircraft. */
  gatewaySn?: string | null
  /** Follows the command into this ref. */
  into?: Ref<Followed | null>
}
/** Sends any declared service. */
export const sendService = (sn: string, method: string, options: SendOptions = {}): Ref<Followed | null> =>
  follow(
    `/control/api/v1/devices/${encodeURIComponent(sn)}/services/${method}`,
    { sn, gatewaySn: options.gatewaySn, method },
    options.data,
    options.into,
    { headers: { 'idempotency-key': idempotencyKey() } },
  )

/** randomUUID exists in secure contexts only; the console also runs on plain HTTP in a local network. */
export const idempotencyKey = () =>
  crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), n => n.toString(16)).join('-')
