import { defineDockBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('flighttask_stop', {
  refuse: (dock, { flight_id }) => (dock.missions.stop(flight_id) ? 0 : RESULT.cannotStop),
})
