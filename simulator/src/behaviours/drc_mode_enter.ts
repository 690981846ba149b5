import { defineBehaviour } from './behaviour.ts'
import { aircraftOn } from './conditions.ts'

const CONNECTING = 1
const CONNECTED = 2

export default defineBehaviour('drc_mode_enter', {
  refuse: aircraftOn,
  start(gateway) {
    gateway.thing.set({ drc_state: CONNECTING })
    gateway.later(1, () => gateway.thing.set({ drc_state: CONNECTED }))
  },
  follow: (gateway, _data, bid) => {
    gateway.link.event('drc_status_notify', { result: 0, drc_state: CONNECTING }, { bid })
    gateway.later(1, () => gateway.link.event('drc_status_notify', { result: 0, drc_state: CONNECTED }, { bid }))
  },
})
