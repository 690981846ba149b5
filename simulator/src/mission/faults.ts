/** What goes wrong on missions. Each strikes the next mission that comes to its moment, once. */

/** When something happens: while the dock prepares, at take-off, on reaching a waypoint, on the way home, landing. */
export type Moment = 'preparing' | 'takeoff' | { waypoint: number } | 'returning' | 'landing'

export interface MissionFaults {
  /** The aircraft is out of touch for so many seconds of the simulated world, and does as it was told for that case. */
  lostLink?: { at: Moment; seconds: number }
  /** The battery drops to this charge in percent. Below 30 it returns. */
  lowBattery?: { at: Moment; percent?: number }
  /** A gale in m/s, until the mission ends. */
  storm?: { at: Moment; wind?: number }
  /** Something stands in the way: it hovers for so many seconds (default 30) and returns, unless told otherwise. */
  obstacle?: { at: { waypoint: number }; seconds?: number }
  /** The dock's button is pressed: no take-off, or a landing at the alternate point. */
  emergencyStop?: { at: Moment }
  /** It comes down beside the dock. */
  missesDock?: boolean
  /** On the way home it stops and hovers until it is told to return again. */
  exitsHoming?: boolean
  /** So many downloads of the KMZ fail. */
  kmzDownload?: { times: number }
  /** Dock 1 says that preparing takes long, and waits for `flight_setup_abort` or so many seconds. */
  slowSetup?: { seconds: number }
  /** The answer to `flighttask_execute` never leaves the dock. */
  lostExecuteReply?: boolean
  /** After the last report another one says that the mission is running. */
  lateProgress?: boolean
  /** So many uploads, from the n-th file on, break off. */
  uploadError?: { file: number; times: number }
  /** The credentials are no longer taken from the n-th file on, until new ones are asked for. */
  expiredCredential?: { file: number }
  /** Tries the credentials of the mission before first, whether or not they are still good. */
  cachedCredential?: boolean
  /** Every upload is reported twice. */
  duplicateCallback?: boolean
}

/** True when the moment is that of the fault; waypoints count from 0. */
export const strikes = (at: Moment | undefined, now: Moment): boolean =>
  typeof at === 'object' && typeof now === 'object' ? at.waypoint === now.waypoint : at !== undefined && at === now
