/** A flight on the wire. */
import { type Static, Type } from 'typebox'
import { Nullable } from '#platform/wire.ts'
import type { StoredFlight } from './flight.store.ts'

const Figure = Nullable(Type.Number())
const Text = Nullable(Type.String())
const Place = Nullable(
  Type.Object({
    latitude: Type.Number(),
    longitude: Type.Number(),
    height: Nullable(Type.Number({ description: 'm above the ellipsoid' })),
  }),
)

export const FlightView = Type.Object({
  flight_id: Type.String(),
  kind: Type.String({ description: 'mission, manual, takeoff_to, fly_to, pilot or not_flown' }),
  job_id: Text,
  sn: Text,
  gateway_sn: Text,
  site_id: Text,
  name: Type.String(),
  simulated: Type.Boolean(),
  outcome: Type.String({ description: 'Of the job; otherwise flying, landed or lost' }),
  started_at: Type.Integer({ description: 'Take-off; of a run that was not flown: when it was due' }),
  ended_at: Nullable(Type.Integer()),
  duration_s: Figure,
  distance_m: Figure,
  max_height_m: Figure,
  max_distance_m: Figure,
  battery_start: Figure,
  battery_end: Figure,
  media_expected: Figure,
  media_received: Figure,
  username: Text,
  weather: Type.Any({ description: 'At the dock at take-off: wind_speed m/s, rainfall, environment_temperature' }),
  takeoff: Place,
  landing: Place,
  alarms: Type.Integer(),
})
export type FlightView = Static<typeof FlightView>

export function flightView(
  { workspace_id: _ws, measured_at: _m, updated_at: _u, ...flight }: StoredFlight,
  { alarms, received }: { alarms: number; received: number | null },
): FlightView {
  return { ...flight, media_received: received, alarms }
}
