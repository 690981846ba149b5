import { defineDockBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('upload_flighttask_media_prioritize', {
  refuse: (dock, { flight_id }) => (dock.missions.media.prioritize(flight_id) ? 0 : RESULT.taskNotKnown),
})
