import { defineDockBehaviour } from './behaviour.ts'

export default defineDockBehaviour('flighttask_execute', {
  refuse: (dock, { flight_id }) => dock.missions.mayStart(flight_id),
  silent: dock => dock.missions.faults.lostExecuteReply === true,
  follow: (dock, { flight_id }, bid) => dock.missions.start(flight_id, bid),
})
