import { defineDockBehaviour } from './behaviour.ts'
import { inDebugging } from './conditions.ts'

export default defineDockBehaviour('charge_close', {
  refuse: inDebugging,
  job: {
    seconds: 6,
    finish: dock => dock.thing.merge('drone_charge_state', { state: 0 }),
  },
})
