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
  const mode = Number(osd.mode_code)
  if (osd.mode_code === undefined || osd.mode_code === null || !Number.isFinite(mode)) return false
  if (GROUNDED.has(mode)) return false
  return mode <= 20 || Number(osd.elevation) > 1
}
