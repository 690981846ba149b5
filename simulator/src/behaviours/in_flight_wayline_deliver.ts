import type { SimulatedDock } from '../devices/dock.ts'
import { type Data, defineDockBehaviour } from './behaviour.ts'
import { airborne, all } from './conditions.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('in_flight_wayline_deliver', {
  refuse: all(airborne, ({ missions }: SimulatedDock) =>
    missions.inFlight && !missions.inFlight.over ? RESULT.otherTask : 0,
  ),
  follow: (dock, { in_flight_wayline_id, file, rth_altitude }: Data) =>
    dock.missions.deliverInFlight(in_flight_wayline_id, file, rth_altitude),
})
