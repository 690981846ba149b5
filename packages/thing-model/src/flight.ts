/** What the aircraft's `mode_code` says about being in the air. */
const GROUNDED: ReadonlySet<number> = new Set([
  0, // standby
  1, // preparing take-off
  2, // ready for take-off
  13, // updating
  14, // not connected
])

/** True when the mode is one of flight; an unknown mode with height above take-off counts as flight. */
export const isAirborne = (osd: { mode_code?: unknown; elevation?: unknown }): boolean => {
  const mode = numberOf(osd.mode_code)
  if (!Number.isFinite(mode)) return false
  if (GROUNDED.has(mode)) return false
  return mode <= 20 || numberOf(osd.elevation) > 1
}

/** What a device sends need not be a number, nor anything that can be made one. */
const numberOf = (value: unknown): number =>
  typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN
