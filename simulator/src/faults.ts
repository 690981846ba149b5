/** What goes wrong between a device and its cloud. Rates are probabilities from 0 to 1. */
import type { Outgoing } from './link.ts'
import type { Random } from './random.ts'
import type { Clock } from './time.ts'

export interface Faults {
  /** The connection drops every so often and comes back. */
  flapping?: { everyMs: number }
  /** Events and states that are sent twice. */
  duplicates?: number
  /** Answers to commands that are never sent. */
  lostReplies?: number
  /** Answers to commands that are sent late. */
  lateReplies?: { rate: number; delayMs: number }
  /** Messages that are overtaken by those sent within the next `windowMs`. */
  reordering?: { rate: number; windowMs: number }
  /** The device's clock is off by this much. */
  clockSkewMs?: number
}

const isReply = (kind: Outgoing['kind']) => kind === 'services_reply' || kind === 'property/set_reply'

/** Wraps a publish so that it happens never, late, or twice. */
export function faultyChannel(faults: Faults, clock: Clock, random: Random) {
  const { duplicates = 0, lostReplies = 0, lateReplies, reordering } = faults
  if (!duplicates && !lostReplies && !lateReplies && !reordering) return (send: () => void) => send()
  const chance = (rate: number | undefined) => rate !== undefined && rate > 0 && random() < rate
  return (send: () => void, kind: Outgoing['kind']): void => {
    if (isReply(kind) && chance(lostReplies)) return
    let delay = 0
    if (isReply(kind) && chance(lateReplies?.rate)) delay += lateReplies!.delayMs
    if (chance(reordering?.rate)) delay += reordering!.windowMs * random()
    if (delay > 0) clock.after(delay, send)
    else send()
    if ((kind === 'events' || kind === 'state') && chance(duplicates)) send()
  }
}
