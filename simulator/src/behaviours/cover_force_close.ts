import { COVER } from '../devices/codes.ts'
import { defineDockBehaviour } from './behaviour.ts'
import { mayMove } from './conditions.ts'

/** Closes whatever stands in the way, without asking the aircraft to turn its propellers aside first. */
export default defineDockBehaviour('cover_force_close', {
  refuse: mayMove,
  start: dock => dock.thing.set({ cover_state: COVER.halfOpen }),
  job: {
    seconds: 12,
    finish: dock => dock.thing.set({ cover_state: COVER.closed }),
  },
})
