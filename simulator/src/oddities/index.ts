import type { Outgoing } from '../link.ts'

/** A departure from the documents that real devices show. */
export interface Oddity {
  name: string
  /** What the device does, one sentence. */
  summary: string
  /** Changes a message before it is encoded. */
  send?(message: Outgoing, gateway: { sn: string; now(): number }): void
  /** The id it uses for every tid and bid. */
  id?: string
  /** Takes only `state_reply` as the answer to `state`. */
  insistsOnStateReply?: boolean
}
export const ODDITIES: ReadonlyMap<string, Oddity> = new Map()
export type OddityName = string
export const odditiesNamed = (names: readonly OddityName[]): Oddity[] => names.map(name => ODDITIES.get(name)!)
