/** How a gateway takes commands: refuse, accept, answer, and report the progress of what takes time. */
import {
  type Envelope,
  exchangeFor,
  isDocumented,
  METHODS,
  type Method,
  newId,
  type TSchema,
} from '@rookery/thing-model'
import type { Behaviour, Data } from '../behaviours/behaviour.ts'
import { BEHAVIOURS } from '../behaviours/index.ts'
import { RESULT } from '../behaviours/results.ts'
import { sample } from '../samples.ts'
import type { SimulatedGateway } from './gateway.ts'

/** A command as it arrived. */
export interface ReceivedCommand {
  time: number
  method: string
  tid: string
  bid: string
  data: Data
  /** The same tid was there before: answered again, not executed again. */
  repeated: boolean
  /** Result code of the answer. */
  result: number
}

interface Answer {
  result: number
  output?: unknown
}

interface Outcome {
  answer: Answer
  /** The answer is not sent. */
  silent?: boolean
  /** What happens after the answer was sent. */
  follow?: () => void
}

/** Carries out a command and gives its answer, at once unless the device has to look first. */
export function carryOut(gateway: SimulatedGateway, envelope: Envelope, topic: string): Outcome | Promise<Outcome> {
  const name = String(envelope.method)
  const method = METHODS.get(name)
  if (!method?.services) {
    gateway.link.violation('unknown-method', topic, 'no such service is declared', name)
    return refused(RESULT.notSupported)
  }
  if (!isDocumented(method, 'services', gateway.dialect)) {
    gateway.link.violation('undocumented-method', topic, `${gateway.dialect} has no such service`, name)
    return refused(RESULT.notSupported)
  }
  if (!gateway.link.checkData('services', name, 'request', envelope.data, topic)) return refused(RESULT.parameterError)

  const data: Data = envelope.data ?? {}
  const behaviour: Behaviour | undefined = BEHAVIOURS.get(name)
  const hasJob = behaviour?.job !== undefined || (method.progress === true && method.events !== undefined)
  if (hasJob && gateway.job) return refused(RESULT.busy)
  const go = (code: number) =>
    code === 0 ? execute(gateway, { method, behaviour, data, hasJob, bid: String(envelope.bid) }) : refused(code)
  const code = behaviour?.refuse?.(gateway, data) ?? 0
  return typeof code === 'number' ? go(code) : code.then(go)
}

const refused = (result: number): Outcome => ({ answer: { result } })

interface Accepted {
  method: Method
  behaviour: Behaviour | undefined
  data: Data
  hasJob: boolean
  bid: string
}
function execute(gateway: SimulatedGateway, { method, behaviour, data, hasJob, bid }: Accepted): Outcome {
  const exchange = exchangeFor(method, 'services', gateway.dialect)!
  behaviour?.start?.(gateway, data)
  const answer: Answer = { ...(declaredAnswer(gateway, exchange.reply, exchange.example?.reply) as object), result: 0 }
  const output = behaviour?.output?.(gateway, data)
  if (output !== undefined) answer.output = output
  const { output: given } = answer as { output?: { status?: unknown } }
  if (given && 'status' in given) answer.output = { ...given, status: hasJob ? 'in_progress' : 'ok' }
  const follow = () => {
    behaviour?.follow?.(gateway, data, bid)
    if (hasJob) runJob(gateway, method.name, data, bid, behaviour)
  }
  return { answer, silent: behaviour?.silent?.(gateway) ?? false, follow }
}

/** The answer that the definition shows, or one that satisfies its schema. */
function declaredAnswer(gateway: SimulatedGateway, schema: TSchema | undefined, example: unknown): unknown {
  if (example !== undefined) return structuredClone(example)
  return schema ? sample(schema, gateway.random, gateway.link.now()) : {}
}

/** Steps of a job in the order of the definition; none when it names none. */
export function stepsOf(name: string, gateway: SimulatedGateway): string[] {
  const method = METHODS.get(name)
  const schema = method && exchangeFor(method, 'events', gateway.dialect)?.request
  // biome-ignore lint/suspicious/noExplicitAny: a schema is walked by its JSON Schema keywords
  const step = (schema as any)?.properties?.output?.properties?.progress?.properties?.step_key
  return (step?.enum as string[] | undefined) ?? []
}

/** Goes through the steps of a job and reports each: same bid, a new tid every time. */
function runJob(
  gateway: SimulatedGateway,
  name: string,
  data: Data,
  bid: string,
  behaviour: Behaviour | undefined,
): void {
  const documented = METHODS.get(name)?.events?.products.includes(gateway.dialect) ?? false
  const job = behaviour?.job
  const steps = stepsOf(name, gateway)
  const ticks = Math.max(steps.length, 4)
  const pause = (job?.seconds ?? 6) / ticks
  const report = (status: string, percent: number, step: string | undefined) => {
    if (!documented || (job?.silent && status === 'in_progress')) return
    const progress = { percent, ...(step === undefined ? {} : { step_key: step }) }
    gateway.link.event(name, { result: 0, output: { status, progress, ...job?.output?.(gateway, data) } }, { bid })
  }
  const token = { method: name, bid: bid || newId() }
  gateway.job = token
  const tick = (n: number) => {
    if (gateway.job !== token) return
    const step = steps.length ? steps[Math.floor((n * steps.length) / ticks)] : undefined
    if (n < ticks) {
      if (step !== undefined) job?.step?.(gateway, step, data)
      report('in_progress', Math.round((100 * (n + 1)) / (ticks + 1)), step)
      gateway.later(pause, () => tick(n + 1))
      return
    }
    gateway.job = undefined
    job?.finish(gateway, data)
    report('ok', 100, steps.at(-1))
    job?.after?.(gateway, data)
    gateway.changed()
  }
  tick(0)
}
