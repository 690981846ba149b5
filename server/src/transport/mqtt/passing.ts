import { isPassing as isPassingBelow } from '#platform/http/failures.ts'

/** The broker cannot be reached now. */
export class BrokerAway extends Error {}

/** Whether the same message may be handled a moment later: a dependency is away. */
export const isPassing = (error: unknown): boolean => error instanceof BrokerAway || isPassingBelow(error)
