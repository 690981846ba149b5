import { defineDockBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('in_flight_wayline_recover', {
  refuse({ missions: { inFlight } }, { in_flight_wayline_id }) {
    return inFlight?.id === in_flight_wayline_id && inFlight?.recover() ? 0 : RESULT.nothingToResume
  },
})
