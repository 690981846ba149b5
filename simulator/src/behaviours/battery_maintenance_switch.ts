import { type Data, defineDockBehaviour } from './behaviour.ts'
import { aircraftInside, all, inDebugging } from './conditions.ts'

export default defineDockBehaviour('battery_maintenance_switch', {
  refuse: all(inDebugging, aircraftInside),
  start: (dock, { action }: Data) =>
    dock.thing.merge('drone_battery_maintenance_info', {
      maintenance_state: action === 1 ? 2 : 0,
      maintenance_time_left: action === 1 ? 6 : 0,
    }),
})
