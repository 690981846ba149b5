import { defineDockBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('in_flight_wayline_cancel', {
  refuse: ({ missions: { inFlight } }) => (inFlight && !inFlight.over ? 0 : RESULT.taskNotKnown),
  start: ({ missions: { inFlight } }) => inFlight?.cancel(),
})
