import { isDatabaseDown } from '#platform/http/failures.ts'

/** The broker cannot be reached now. */
export class BrokerAway extends Error {}

/** Whether the same message may be handled a moment later: a dependency is away, or two transactions met. */
export const isPassing = (error: unknown): boolean =>
  error instanceof BrokerAway || isDatabaseDown(error) || /^40(001|P01)$/.test((error as { code?: string })?.code ?? '')
