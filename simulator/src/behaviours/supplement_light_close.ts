import { defineDockBehaviour } from './behaviour.ts'
import { inDebugging } from './conditions.ts'

export default defineDockBehaviour('supplement_light_close', {
  refuse: inDebugging,
  start: dock => dock.thing.set({ supplement_light_state: 0 }),
})
