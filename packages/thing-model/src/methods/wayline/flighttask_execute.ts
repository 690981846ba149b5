import { DOCKS, defineMethod } from '../../define.ts'
import {
  EllipsoidHeight,
  Float,
  IntEnum,
  Integer,
  Latitude,
  List,
  Longitude,
  Optional,
  RelativeHeight,
  Result,
  SerialNumber,
  Struct,
  Text,
  TextEnum,
} from '../../schema.ts'
import { flightId } from '../flight-task.ts'

const node = {
  sdr_id: Integer({ title: 'Radio id', minimum: 0, maximum: 4294967295 }),
  sn: SerialNumber(),
}
const height = EllipsoidHeight({ minimum: -1000, maximum: 10000 })

/** A flight from one dock to another. Dock 1 does not know it. */
const multiDockTask = Struct(
  {
    wireless_link_topo: Struct(
      {
        secret_code: List(Integer({ minimum: 0, maximum: 255 }), {
          title: 'Key of the radio link',
          minItems: 28,
          maxItems: 28,
          secret: true,
        }),
        center_node: Struct(node, { title: 'Aircraft' }),
        leaf_nodes: List(
          Struct({ ...node, control_source_index: Integer({ title: 'Control source', minimum: 1, maximum: 2 }) }),
          { title: 'Docks' },
        ),
      },
      { title: 'Radio link' },
    ),
    dock_infos: List(
      Struct({
        sn: SerialNumber(),
        dock_type: TextEnum({ takeoff: 'Take-off', landing: 'Landing' }, { title: 'Role' }),
        index: Integer({ title: 'Number of the dock', minimum: 1, maximum: 31 }),
        latitude: Latitude(),
        longitude: Longitude(),
        height,
        heading: Float({ title: 'Heading', unit: 'deg', minimum: -180, maximum: 180 }),
        home_position_is_valid: IntEnum({ 0: 'Not valid', 1: 'Valid' }, { title: 'Home point' }),
        rtcm_info: Struct(
          {
            host: Text({ title: 'Host' }),
            port: Text({ title: 'Port' }),
            mount_point: Text({ title: 'Mount point' }),
            rtcm_device_type: IntEnum({ 1: 'Dock' }, { title: 'Device' }),
            source_type: IntEnum(
              { 0: 'None', 1: 'Self-converged', 2: 'Manual', 3: 'Network RTK' },
              { title: 'Calibrated by' },
            ),
          },
          { title: 'RTK source' },
        ),
        alternate_land_point: Struct(
          {
            latitude: Latitude(),
            longitude: Longitude(),
            height: Optional(height),
            safe_land_height: RelativeHeight({ title: 'Height on the way', minimum: 0, maximum: 1500 }),
            is_configured: IntEnum({ 0: 'Not set', 1: 'Set' }, { title: 'Alternate landing' }),
          },
          { title: 'Alternate landing point' },
        ),
      }),
      { title: 'Docks', minItems: 2, maxItems: 2 },
    ),
  },
  { title: 'Mission over two docks' },
)

export default defineMethod('flighttask_execute', {
  page: 'wayline',
  summary: 'Start a mission that was given to the dock',
  description:
    'The aircraft takes off. The parameters of a mission over two docks come from the properties of docks and aircraft, the role of each dock excepted.',
  safety: 'motion',
  generic: false,
  reference: 'dock-to-cloud/mqtt/dock/dock3/wayline.html',
  services: {
    products: DOCKS,
    request: Struct({ flight_id: flightId, multi_dock_task: Optional(multiDockTask) }),
    reply: Result,
    example: {
      request: {
        flight_id: 'mission',
        multi_dock_task: {
          wireless_link_topo: {
            secret_code: [
              0, 0, 0, 0, 1, 0, 0, 0, 123, 114, 19, 203, 192, 100, 244, 160, 146, 228, 196, 213, 105, 220, 176, 147, 87,
              182, 90, 210,
            ],
            center_node: { sdr_id: 933765657, sn: 'AIRCRAFT01' },
            leaf_nodes: [
              { sdr_id: 920128532, sn: 'DOCK01', control_source_index: 1 },
              { sdr_id: 911741468, sn: 'DOCK02', control_source_index: 2 },
            ],
          },
          dock_infos: [
            {
              sn: 'DOCK01',
              dock_type: 'takeoff',
              index: 1,
              latitude: 37.3487657248638,
              longitude: 116.52893686422743,
              height: 30.81130027770996,
              heading: -78.7066650390625,
              home_position_is_valid: 1,
              rtcm_info: {
                host: '192.0.2.10',
                port: '8002',
                mount_point: 'RTCM33',
                rtcm_device_type: 1,
                source_type: 3,
              },
              alternate_land_point: {
                latitude: 37.348792490321514,
                longitude: 116.52867090782102,
                height: 0,
                safe_land_height: 30,
                is_configured: 1,
              },
            },
            {
              sn: 'DOCK02',
              dock_type: 'landing',
              index: 2,
              latitude: 37.33605462094235,
              longitude: 116.55416413516038,
              height: 32.31420135498047,
              heading: -69.79183197021484,
              home_position_is_valid: 1,
              rtcm_info: {
                host: '192.0.2.10',
                port: '8002',
                mount_point: 'RTCM33',
                rtcm_device_type: 1,
                source_type: 3,
              },
              alternate_land_point: {
                latitude: 37.336024417709915,
                longitude: 116.554075635852,
                height: 0,
                safe_land_height: 30,
                is_configured: 1,
              },
            },
          ],
        },
      },
      reply: { result: 0 },
    },
  },
})
