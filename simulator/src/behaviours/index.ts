import type { Behaviour } from './behaviour.ts'

const ALL: readonly Behaviour[] = []
/** What devices do beyond what the definitions say, by method. */
export const BEHAVIOURS: ReadonlyMap<string, Behaviour> = new Map(ALL.map(behaviour => [behaviour.method, behaviour]))
