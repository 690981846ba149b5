import type { SimulatedDock } from '../devices/dock.ts'
import { MODE } from '../devices/flight.ts'
import { flyMission } from '../scenarios/mission.ts'
import { type Data, defineDockBehaviour } from './behaviour.ts'
import { aircraftInside, all, notWorking } from './conditions.ts'
import { flightProgress, reportFlight } from './flights.ts'
import { RESULT } from './results.ts'

const notDebugging = (dock: SimulatedDock) => (dock.debugging ? RESULT.inRemoteDebugging : 0)
const noEmergencyStop = (dock: SimulatedDock) => (dock.osd.emergency_stop_state === 1 ? RESULT.missionEmergencyStop : 0)

export default defineDockBehaviour('takeoff_to_point', {
  refuse: all(notDebugging, notWorking, noEmergencyStop, aircraftInside),
  follow(dock, data: Data, bid) {
    const { flight } = dock.aircraft
    const target = { latitude: data.target_latitude, longitude: data.target_longitude, height: data.target_height }
    const report = (status: string) =>
      dock.link.event(
        'takeoff_to_point_progress',
        { flight_id: data.flight_id, track_id: '', status, ...flightProgress(dock, target, data.max_speed) },
        { bid },
      )
    flight.flyingMode = MODE.command
    flight.safeHeight = data.security_takeoff_height
    flight.returnHeight = data.rth_altitude
    const goal = flight.goalAt(target, data.target_height - flight.home.height, data.max_speed)
    report('task_ready')
    void flyMission(dock, goal, () => reportFlight(dock, report), data.flight_id).then(() => report('task_finish'))
  },
})
