/** `wpml:missionConfig`: what holds for the whole file. The same in template.kml and waylines.wpml. */
import {
  boolean,
  float,
  group,
  integer,
  latLonHeight,
  list,
  MAVIC_SIZED,
  type ModelOf,
  SINCE_M30,
  text,
  word,
} from './define.ts'

export const PAYLOAD_POSITIONS = { 0: 'Main or port side', 1: 'Starboard side', 2: 'Top' } as const
export const payloadPositionIndex = integer({
  title: 'Payload position',
  description: 'The gimbal index of the camera: 0 is the main or port mount, 1 the starboard, 2 the top one.',
  required: true,
  minimum: 0,
  maximum: 7,
})

export const droneInfo = group(
  {
    droneEnumValue: integer({
      title: 'Aircraft type',
      description: "The aircraft's `type` in the product table.",
      required: true,
      minimum: 0,
    }),
    droneSubEnumValue: integer({
      title: 'Aircraft sub-type',
      description: "The aircraft's `sub_type` in the product table.",
      required: true,
      minimum: 0,
    }),
  },
  { title: 'Aircraft' },
)

export const payloadInfo = list(
  {
    payloadEnumValue: integer({
      title: 'Payload type',
      description: 'The first number of the camera index `type-subtype-gimbalindex`.',
      required: true,
      minimum: 0,
    }),
    payloadSubEnumValue: integer({ title: 'Payload sub-type', minimum: 0, observed: true }),
    payloadPositionIndex,
  },
  { title: 'Payload' },
)

export const missionConfig = group(
  {
    flyToWaylineMode: word(
      {
        safely: 'Climb to the height of the first waypoint, then fly there level',
        pointToPoint: 'Climb to the safe take-off height, then fly straight to the first waypoint',
      },
      { title: 'Way to the first waypoint', required: true },
    ),
    finishAction: word(
      {
        goHome: 'Return home',
        noAction: 'Leave wayline flight and hover',
        autoLand: 'Land on the spot',
        gotoFirstWaypoint: 'Fly back to the first waypoint',
      },
      { title: 'At the end', required: true },
    ),
    exitOnRCLost: word(
      { goContinue: 'Go on with the wayline', executeLostAction: 'Leave the wayline and do the lost-link action' },
      { title: 'When the link is lost', required: true },
    ),
    executeRCLostAction: word(
      { goBack: 'Return to the take-off point', landing: 'Land on the spot', hover: 'Hover' },
      { title: 'Lost-link action', required: [{ exitOnRCLost: ['executeLostAction'] }] },
    ),
    takeOffSecurityHeight: float({
      title: 'Safe take-off height',
      description: 'Height above take-off to climb to before anything else; from a dock at least 8 m.',
      required: true,
      unit: 'm',
      minimum: 1.2,
      maximum: 1500,
    }),
    takeOffRefPoint: latLonHeight({
      title: 'Reference take-off point',
      description: 'Where planning assumed the take-off, height above the ellipsoid. The flight uses the real place.',
      series: SINCE_M30,
    }),
    takeOffRefPointAGLHeight: float({
      title: 'Altitude of the reference take-off point',
      description: 'Altitude above sea level of the same point.',
      unit: 'm',
      series: SINCE_M30,
    }),
    globalTransitionalSpeed: float({
      title: 'Transition speed',
      description: 'Speed to the first waypoint of each wayline and back to a breakpoint.',
      required: true,
      unit: 'm/s',
      minimum: 1,
      maximum: 15,
      limit: 'speed',
    }),
    globalRTHHeight: float({
      title: 'Return height',
      description: 'Height above take-off to climb to before returning home.',
      required: true,
      unit: 'm',
      minimum: 2,
      maximum: 1500,
    }),
    droneInfo,
    waylineAvoidLimitAreaMode: integer({ title: 'Avoid restricted areas', minimum: 0, maximum: 1, observed: true }),
    payloadInfo,
    autoRerouteInfo: group(
      {
        missionAutoRerouteMode: boolean({ title: 'Fly round obstacles on the wayline', required: true }),
        transitionalAutoRerouteMode: boolean({ title: 'Fly round obstacles on the way to it', required: true }),
      },
      { title: 'Obstacle bypass', series: MAVIC_SIZED },
    ),
  },
  { title: 'Mission' },
)
export type MissionConfig = ModelOf<typeof missionConfig.elements>

/** Elements of `Document` that say who made the file and when. */
export const authorship = {
  author: text({ title: 'Author' }),
  createTime: integer({ title: 'Created', unit: 'ms-epoch', minimum: 0 }),
  updateTime: integer({ title: 'Changed', unit: 'ms-epoch', minimum: 0 }),
}
