import { defineDockBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('flighttask_recovery', {
  refuse: dock => (dock.missions.run?.recover() ? 0 : RESULT.nothingToResume),
})
