import { defineDockBehaviour } from './behaviour.ts'
import { aircraftInside, all, mayMove } from './conditions.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('charge_open', {
  refuse: all(mayMove, aircraftInside, dock => (dock.aircraft.charge >= 95 ? RESULT.batteryFull : 0)),
  job: {
    seconds: 12,
    finish: dock => dock.thing.merge('drone_charge_state', { state: 1 }),
  },
})
