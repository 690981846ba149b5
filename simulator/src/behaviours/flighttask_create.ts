import { type Data, defineDockBehaviour } from './behaviour.ts'

/** What older docks assume where flighttask_prepare would say it. */
const DEFAULTS = { task_type: 0, rth_altitude: 100, out_of_control_action: 0, exit_wayline_when_rc_lost: 0 } as const

export default defineDockBehaviour('flighttask_create', {
  async refuse(dock, { flight_id, file: { url, sign } }: Data) {
    const order = { ...DEFAULTS, flight_id, execute_time: dock.link.now(), file: { url, fingerprint: sign } }
    return (await dock.missions.prepare(order)) || dock.missions.mayStart(flight_id)
  },
  follow: (dock, { flight_id }: Data, bid) => dock.missions.start(flight_id, bid),
})
