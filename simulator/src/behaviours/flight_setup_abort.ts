import { defineDockBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('flight_setup_abort', {
  refuse: dock => (dock.missions.run?.abort() ? 0 : RESULT.taskNotCancelable),
})
