import { defineBehaviour } from './behaviour.ts'
import { airborne } from './conditions.ts'

export default defineBehaviour('return_home_cancel', {
  refuse: airborne,
  start: gateway => gateway.aircraft!.flight.hover(),
})
