import { defineDockBehaviour } from './behaviour.ts'

export default defineDockBehaviour('flighttask_undo', {
  refuse: (dock, { flight_ids }) => dock.missions.undo(flight_ids),
})
