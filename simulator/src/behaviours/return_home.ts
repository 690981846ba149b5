import { defineBehaviour } from './behaviour.ts'
import { airborne } from './conditions.ts'

export default defineBehaviour('return_home', {
  refuse: airborne,
  start: gateway => gateway.aircraft!.flight.returnHome(),
})
