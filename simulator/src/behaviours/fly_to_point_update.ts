import { defineBehaviour } from './behaviour.ts'
import { airborne } from './conditions.ts'

export default defineBehaviour('fly_to_point_update', {
  refuse: airborne,
  start(gateway, { max_speed, points: [target] }) {
    const { flight } = gateway.aircraft!
    flight.goTo(flight.goalAt(target, target.height - flight.home.height, max_speed || 10))
  },
})
