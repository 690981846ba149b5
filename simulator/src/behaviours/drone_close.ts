import { defineDockBehaviour } from './behaviour.ts'
import { aircraftInside, all, mayMove } from './conditions.ts'

export default defineDockBehaviour('drone_close', {
  refuse: all(mayMove, aircraftInside),
  job: {
    seconds: 10,
    finish: dock => void dock.powerAircraft(false),
  },
})
