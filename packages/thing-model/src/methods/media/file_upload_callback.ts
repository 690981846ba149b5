import { DOCKS, defineMethod } from '../../define.ts'
import {
  Bool,
  EllipsoidHeight,
  Float,
  IntEnum,
  Integer,
  Latitude,
  Longitude,
  Optional,
  RelativeHeight,
  Result,
  Struct,
  Text,
} from '../../schema.ts'

export default defineMethod('file_upload_callback', {
  page: 'media',
  summary: 'Report that a media file was uploaded',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/media.html',
  events: {
    products: DOCKS,
    request: Struct({
      file: Struct({
        object_key: Text({ title: 'Object key' }),
        path: Text({ title: 'Path' }),
        name: Text({ title: 'Name' }),
        cloud_to_cloud_id: Text({ title: 'Bucket of another cloud' }),
        ext: Struct({
          flight_id: Text({ title: 'Mission' }),
          drone_model_key: Text({ title: 'Aircraft' }),
          payload_model_key: Text({ title: 'Payload' }),
          is_original: Bool({ title: 'Original' }),
        }),
        metadata: Struct({
          create_time: Text({ title: 'Taken', description: 'ISO 8601, or date and time in the zone of the dock.' }),
          gimbal_yaw_degree: Float({ title: 'Gimbal yaw', unit: 'deg' }),
          absolute_altitude: EllipsoidHeight(),
          relative_altitude: RelativeHeight(),
          shoot_position: Struct({ lat: Latitude(), lng: Longitude() }, { title: 'Taken at' }),
        }),
      }),
      flight_task: Optional(
        Struct({
          uploaded_file_count: Integer({ title: 'Files uploaded' }),
          expected_file_count: Integer({ title: 'Files expected' }),
          flight_type: IntEnum({ 0: 'Wayline', 1: 'Take-off to a point' }, { title: 'Flight' }),
        }),
      ),
    }),
    reply: Result,
    example: {
      request: {
        file: {
          object_key: 'DOCK01/mission/DJI_0001.jpeg',
          path: 'mission',
          name: 'DJI_0001.jpeg',
          cloud_to_cloud_id: 'DEFAULT',
          ext: { flight_id: 'mission', drone_model_key: '0-67-0', payload_model_key: '1-53-0', is_original: true },
          metadata: {
            create_time: '2021-05-10T16:04:20+08:00',
            gimbal_yaw_degree: -91.4,
            absolute_altitude: 56.311,
            relative_altitude: 41.124,
            shoot_position: { lat: 22.1, lng: 122.5 },
          },
        },
        flight_task: { uploaded_file_count: 12, expected_file_count: 14, flight_type: 0 },
      },
      reply: { result: 0 },
    },
    notes: 'flight_task stands in v1.11 of the document and no longer in the tables; devices send it.',
  },
})
