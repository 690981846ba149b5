import { defineDockBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('flighttask_pause', {
  refuse: dock => (dock.missions.run?.pause() ? 0 : RESULT.nothingToPause),
})
