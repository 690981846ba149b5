import { type Data, defineDockBehaviour } from './behaviour.ts'
import { inDebugging } from './conditions.ts'

export default defineDockBehaviour('alarm_state_switch', {
  refuse: inDebugging,
  start: (dock, { action }: Data) => dock.thing.set({ alarm_state: action }),
})
