import type { SimulatedDock } from '../devices/dock.ts'
import type { SimulatedGateway } from '../devices/gateway.ts'

/** `data` of a command. It has passed the strict check when a behaviour sees it. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is the method's own
export type Data = any

/** A job that reports its progress in events. */
export interface Job<G> {
  /** How long it takes, in seconds of the simulated world. */
  seconds: number
  /** Called when a step begins. */
  step?(gateway: G, step: string, data: Data): void
  /** Called when the last step is done, before the event `ok`. */
  finish(gateway: G, data: Data): void
  /** Fields of the event's `output` besides, or in place of, status and progress. */
  output?(gateway: G, data: Data): object
  /** Reports the end alone. */
  silent?: boolean
  /** Called after the event `ok`. */
  after?(gateway: G, data: Data): void
}

/** What a device does when it is told to. Everything not described here follows from the method's definition. */
export interface Behaviour<G = SimulatedGateway> {
  method: string
  /** The result code that refuses the command, or 0. The answer waits for it. */
  refuse?(gateway: G, data: Data): number | Promise<number>
  /** True: the command is executed and not answered. */
  silent?(gateway: G): boolean
  /** What changes at once. */
  start?(gateway: G, data: Data): void
  /** `output` of the answer; default: the definition's. */
  output?(gateway: G, data: Data): unknown
  /** What follows the answer; `bid` is the command's and goes into its events. */
  follow?(gateway: G, data: Data, bid: string): void
  job?: Job<G>
}

/** Behaviour of any gateway, mostly of the aircraft behind it. */
export const defineBehaviour = (method: string, behaviour: Omit<Behaviour, 'method'>): Behaviour => ({
  method,
  ...behaviour,
})

/** Behaviour of a dock. Only docks are asked for these methods: a remote controller refuses what its pages lack. */
export const defineDockBehaviour = (method: string, behaviour: Omit<Behaviour<SimulatedDock>, 'method'>): Behaviour =>
  ({ method, ...behaviour }) as unknown as Behaviour
