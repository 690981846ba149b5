/** waylines.wpml: what the aircraft executes. */
import { actionGroup, startActionGroup } from './actions.ts'
import { float, group, integer, kml, list, type ModelOf, word } from './define.ts'
import { authorship, missionConfig } from './mission.ts'
import {
  index,
  isRisky,
  Point,
  useStraightLine,
  waypointHeadingParam,
  waypointSpeed,
  waypointTurnParam,
} from './waypoints.ts'

const Placemark = list(
  {
    Point: { ...Point, required: true as const },
    index: { ...index, required: true as const },
    executeHeight: float({
      title: 'Height',
      description: "In the wayline's height mode.",
      required: true,
      unit: 'm',
    }),
    waypointSpeed: { ...waypointSpeed, required: true as const },
    waypointHeadingParam: { ...waypointHeadingParam, required: true as const },
    waypointTurnParam: { ...waypointTurnParam, required: true as const },
    useStraightLine,
    actionGroup,
    waypointGimbalHeadingParam: group(
      {
        waypointGimbalPitchAngle: float({ title: 'Gimbal pitch', unit: 'deg', limit: 'gimbalPitch', observed: true }),
        waypointGimbalYawAngle: float({ title: 'Gimbal yaw', unit: 'deg', observed: true }),
      },
      { title: 'Gimbal', observed: true },
    ),
    isRisky,
    waypointWorkType: integer({ title: 'Work type', minimum: 0, observed: true }),
  },
  { title: 'Waypoint' },
)
export type Waypoint = ModelOf<typeof Placemark.elements>

const Folder = list(
  {
    templateId: integer({
      title: 'Template id',
      description: 'Of the template it was generated from.',
      required: true,
      minimum: 0,
      maximum: 65535,
    }),
    executeHeightMode: word(
      {
        WGS84: 'Above the WGS 84 ellipsoid',
        relativeToStartPoint: 'Above take-off',
        realTimeFollowSurface: 'Above the surface that the aircraft measures in flight',
      },
      { title: 'Heights', required: true },
    ),
    waylineId: integer({
      title: 'Wayline id',
      description: 'Unique within the file.',
      required: true,
      minimum: 0,
      maximum: 65535,
    }),
    distance: float({ title: 'Length', unit: 'm', minimum: 0, observed: true }),
    duration: float({ title: 'Duration', unit: 's', minimum: 0, observed: true }),
    autoFlightSpeed: float({ title: 'Speed', required: true, unit: 'm/s', minimum: 1, maximum: 15, limit: 'speed' }),
    startActionGroup,
    Placemark: kml(Placemark),
  },
  { title: 'Wayline' },
)
export type Wayline = ModelOf<typeof Folder.elements>

export const waylinesDocument = {
  ...authorship,
  missionConfig: { ...missionConfig, required: true as const },
  Folder: kml(Folder),
}
export type WaylinesDocument = ModelOf<typeof waylinesDocument>
