import { defineDockBehaviour } from './behaviour.ts'

export default defineDockBehaviour('flighttask_prepare', {
  refuse: (dock, order) => dock.missions.prepare(order),
})
