import { defineBehaviour } from './behaviour.ts'
import { airborne } from './conditions.ts'

export default defineBehaviour('fly_to_point_stop', {
  refuse: airborne,
  start: gateway => gateway.aircraft!.flight.hover(),
})
