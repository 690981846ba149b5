import { defineBehaviour } from './behaviour.ts'

export default defineBehaviour('drc_mode_exit', {
  start: gateway => gateway.thing.set({ drc_state: 0 }),
  follow: (gateway, _data, bid) => gateway.link.event('drc_status_notify', { result: 0, drc_state: 0 }, { bid }),
})
