import { type Data, defineDockBehaviour } from './behaviour.ts'
import { inDebugging } from './conditions.ts'

export default defineDockBehaviour('battery_store_mode_switch', {
  refuse: inDebugging,
  start: (dock, { action }: Data) => dock.thing.set({ battery_store_mode: action }),
})
