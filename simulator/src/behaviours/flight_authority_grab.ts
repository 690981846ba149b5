import { defineBehaviour } from './behaviour.ts'
import { aircraftOn } from './conditions.ts'

export default defineBehaviour('flight_authority_grab', {
  refuse: aircraftOn,
  start(gateway) {
    gateway.aircraft!.set({ control_source: 'A' })
    if (gateway.thing.has('drone_authority_info')) gateway.thing.merge('drone_authority_info', { control_source: 'A' })
  },
})
