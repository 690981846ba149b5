/** Values of enumerations in dock telemetry, the ones used here. */

/** Step of a mission in `flighttask_step_code`. */
export const TASK = { preparing: 0, flying: 1, recovering: 2, idle: 5 } as const
/** `mode_code` of a dock. */
export const DOCK_MODE = { idle: 0, onSiteDebugging: 1, remoteDebugging: 2, upgrading: 3, working: 4 } as const

/** `cover_state`. */
export const COVER = { closed: 0, open: 1, halfOpen: 2 } as const
/** `putter_state`: closed rods hold the aircraft. */
export const ROD = { closed: 0, open: 1, halfOpen: 2 } as const
