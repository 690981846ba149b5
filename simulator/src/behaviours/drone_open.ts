import { defineDockBehaviour } from './behaviour.ts'
import { aircraftInside, all, mayMove } from './conditions.ts'

export default defineDockBehaviour('drone_open', {
  refuse: all(mayMove, aircraftInside),
  job: {
    seconds: 15,
    finish: dock => void dock.powerAircraft(true),
  },
})
