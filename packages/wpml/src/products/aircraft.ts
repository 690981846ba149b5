/** What an aircraft can do, as far as a wayline asks for it. */
import type { Series } from '../elements/define.ts'

export interface Aircraft {
  /** `droneEnumValue` and `droneSubEnumValue`. */
  type: number
  sub_type: number
  name: string
  series: Series
  /** Published longest flight without wind, in seconds; a payload on a mount shortens it. */
  flightTime: number
  /** Fastest level flight, climb and descent in m/s. */
  speed: number
  climb: number
  descent: number
  /** Gimbal pitch that waylines may ask for, in degrees; aircraft with payload mounts have it from the camera. */
  gimbalPitch?: readonly [number, number]
  /** Where the figures come from. */
  source: string
}

const spec = (name: string) => `DJI's specifications of the ${name}; gimbal range: WPML reference, orientedShoot`
const BELOW_HORIZON = [-90, 30] as const
const M30_GIMBAL = [-120, 45] as const
const M3E_GIMBAL = [-90, 35] as const

const aircraft = (
  type: number,
  sub_type: number,
  name: string,
  series: Series,
  minutes: number,
  [speed, climb, descent]: readonly [number, number, number],
  gimbalPitch: Aircraft['gimbalPitch'],
  source: string,
): Aircraft => ({ type, sub_type, name, series, flightTime: minutes * 60, speed, climb, descent, gimbalPitch, source })

const M300 = [23, 6, 5] as const
const M400 = [25, 10, 8] as const
const M3 = [21, 6, 6] as const
const M4 = [21, 10, 8] as const

export const AIRCRAFT: readonly Aircraft[] = [
  aircraft(60, 0, 'Matrice 300 RTK', 'm300', 55, M300, undefined, spec('Matrice 300 RTK')),
  aircraft(89, 0, 'Matrice 350 RTK', 'm350', 55, M300, undefined, spec('Matrice 350 RTK')),
  aircraft(103, 0, 'Matrice 400', 'm400', 59, M400, undefined, spec('Matrice 400')),
  aircraft(67, 0, 'Matrice 30', 'm30', 41, M300, M30_GIMBAL, spec('Matrice 30 series')),
  aircraft(67, 1, 'Matrice 30T', 'm30', 41, M300, M30_GIMBAL, spec('Matrice 30 series')),
  aircraft(77, 0, 'Mavic 3E', 'm3e', 45, M3, M3E_GIMBAL, spec('Mavic 3 Enterprise series')),
  aircraft(77, 1, 'Mavic 3T', 'm3e', 45, M3, M3E_GIMBAL, spec('Mavic 3 Enterprise series')),
  aircraft(77, 2, 'Mavic 3M', 'm3e', 43, M3, M3E_GIMBAL, spec('Mavic 3M')),
  aircraft(77, 3, 'Mavic 3TA', 'm3e', 45, M3, M3E_GIMBAL, spec('Mavic 3 Enterprise series')),
  aircraft(91, 0, 'Matrice 3D', 'm3d', 50, M3, BELOW_HORIZON, spec('Matrice 3D series')),
  aircraft(91, 1, 'Matrice 3TD', 'm3d', 50, M3, BELOW_HORIZON, spec('Matrice 3D series')),
  aircraft(99, 0, 'Matrice 4E', 'm4e', 49, M4, BELOW_HORIZON, spec('Matrice 4 series')),
  aircraft(99, 1, 'Matrice 4T', 'm4e', 49, M4, BELOW_HORIZON, spec('Matrice 4 series')),
  aircraft(100, 0, 'Matrice 4D', 'm4d', 54, M4, BELOW_HORIZON, spec('Matrice 4D series')),
  aircraft(100, 1, 'Matrice 4TD', 'm4d', 54, M4, BELOW_HORIZON, spec('Matrice 4D series')),
]

/** Undefined for products newer than this table. A missing sub-type means the first of the type. */
export const aircraftOf = (type: number | undefined, sub_type?: number): Aircraft | undefined =>
  AIRCRAFT.find(model => model.type === type && (sub_type === undefined || model.sub_type === sub_type))
