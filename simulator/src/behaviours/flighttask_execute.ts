import { defineDockBehaviour } from './behaviour.ts'

export default defineDockBehaviour('flighttask_execute', {
  refuse: (dock, { flight_id, multi_dock_task }) => dock.missions.mayStart(flight_id, multi_dock_task),
  silent: dock => dock.missions.faults.lostExecuteReply === true,
  follow: (dock, { flight_id, multi_dock_task }, bid) => dock.missions.start(flight_id, bid, multi_dock_task),
})
