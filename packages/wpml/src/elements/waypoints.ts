/** What template.kml and waylines.wpml say alike about a waypoint. */
import {
  boolean,
  type Condition,
  coordinate,
  float,
  group,
  integer,
  kml,
  latLonHeight,
  type ModelOf,
  word,
} from './define.ts'

export const TURN_MODES = {
  coordinateTurn: 'Cut the corner without reaching the point',
  toPointAndStopWithDiscontinuityCurvature: 'Straight to the point, stop there',
  toPointAndStopWithContinuityCurvature: 'In a curve to the point, stop there',
  toPointAndPassWithContinuityCurvature: 'In a curve through the point without stopping',
} as const
export type TurnMode = keyof typeof TURN_MODES

/** The conditions under which the aircraft turns before the point. */
export const TURNS_EARLY: readonly Condition[] = [
  { waypointTurnMode: ['coordinateTurn'] },
  { waypointTurnMode: ['toPointAndPassWithContinuityCurvature'], useStraightLine: [true] },
]
export const CURVED_TURNS = [
  'toPointAndStopWithContinuityCurvature',
  'toPointAndPassWithContinuityCurvature',
] as const satisfies TurnMode[]

const headingElements = {
  waypointHeadingMode: word(
    {
      followWayline: 'Along the route',
      manually: 'By hand',
      fixed: 'As it is after the actions',
      smoothTransition: 'Turn evenly to the angle of the next waypoint',
      towardPOI: 'To the point of interest',
    },
    { title: 'Heading', required: true },
  ),
  waypointHeadingAngle: float({
    title: 'Angle',
    description: 'Degrees from true north, clockwise positive.',
    required: [{ waypointHeadingMode: ['smoothTransition'] }],
    unit: 'deg',
    minimum: -180,
    maximum: 180,
  }),
  waypointPoiPoint: latLonHeight({
    title: 'Point of interest',
    description: 'The aircraft turns to it in plan only; the height has no effect.',
    required: [{ waypointHeadingMode: ['towardPOI'] }],
  }),
  waypointHeadingAngleEnable: boolean({ title: 'Angle counts', observed: true }),
  waypointHeadingPathMode: word(
    { clockwise: 'Clockwise', counterClockwise: 'Counter-clockwise', followBadArc: 'The shorter way' },
    { title: 'Direction of turn', required: [{ waypointHeadingMode: ['smoothTransition', 'towardPOI'] }] },
  ),
  waypointHeadingPoiIndex: integer({ title: 'Number of the point of interest', minimum: 0, observed: true }),
}
export const waypointHeadingParam = group(headingElements, { title: 'Heading' })
export const globalWaypointHeadingParam = group(headingElements, { title: 'Heading' })
export type HeadingParam = ModelOf<typeof headingElements>

export const waypointTurnParam = group(
  {
    waypointTurnMode: word(TURN_MODES, { title: 'Turn', required: true }),
    waypointTurnDampingDist: float({
      title: 'Turn distance',
      description: 'How far before the point the turn begins. Those of two neighbours must fit into the segment.',
      required: TURNS_EARLY,
      unit: 'm',
      minimum: 0,
    }),
  },
  { title: 'Turn' },
)
export type TurnParam = ModelOf<typeof waypointTurnParam.elements>

export const Point = kml(
  group({ coordinates: coordinate({ title: 'Longitude, latitude', required: true }) }, { title: 'Position' }),
)
export const index = integer({
  title: 'Index',
  description: 'From 0 without gaps within its wayline.',
  minimum: 0,
  maximum: 65535,
})
export const useStraightLine = boolean({
  title: 'Keep to the straight line',
  description: 'On: the path follows the line between the points as closely as it can. Off: it is a curve.',
  required: [{ 'waypointTurnParam.waypointTurnMode': CURVED_TURNS }],
})
export const isRisky = boolean({
  title: 'Risky point',
  series: ['m30', 'm3d', 'm4d', 'm4e'],
})
export const waypointSpeed = float({
  title: 'Speed',
  description: 'To the next waypoint.',
  unit: 'm/s',
  minimum: 1,
  maximum: 15,
  limit: 'speed',
})
