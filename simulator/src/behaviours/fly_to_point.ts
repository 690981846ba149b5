import { MODE } from '../devices/flight.ts'
import { defineBehaviour } from './behaviour.ts'
import { airborne } from './conditions.ts'
import { flightProgress, reportFlight } from './flights.ts'

export default defineBehaviour('fly_to_point', {
  refuse: airborne,
  follow(gateway, { fly_to_id, max_speed, points: [target] }, bid) {
    const { flight } = gateway.aircraft!
    flight.flyingMode = MODE.command
    flight.goTo(flight.goalAt(target, target.height - flight.home.height, max_speed || 10))
    reportFlight(gateway, status =>
      gateway.link.event(
        'fly_to_point_progress',
        { fly_to_id, status, ...flightProgress(gateway, target, max_speed) },
        { bid },
      ),
    )
  },
})
