import { defineMethod } from '../../define.ts'
import {
  Bool,
  EllipsoidHeight,
  EpochMs,
  IntEnum,
  Integer,
  Latitude,
  List,
  Longitude,
  Struct,
  Text,
} from '../../schema.ts'

export default defineMethod('obstacle_avoidance_notify', {
  page: 'drc',
  summary: 'Report where the aircraft stopped at or flew around obstacles',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  events: {
    products: ['dock3'],
    request: Struct({
      wayline_uuid: Text({ title: 'Mission route id' }),
      flight_id: Text({ title: 'Flight id' }),
      obstacles: List(
        Struct({
          id: Integer({ title: 'Obstacle' }),
          type: IntEnum(
            { 0: 'Detour begins', 1: 'Detour ends', 2: 'Stopped' },
            { title: 'Kind', description: 'Detours are given as places on the route, stops as the place itself.' },
          ),
          timestamp: EpochMs({ title: 'Time' }),
          latitude: Latitude(),
          longitude: Longitude(),
          height: EllipsoidHeight(),
          wayline_id: Integer({ title: 'Route' }),
          waypoint_index: Integer({
            title: 'Leg',
            description: 'The leg that begins at this waypoint, counted from 0.',
          }),
        }),
        { title: 'Obstacles' },
      ),
      is_final_report: Bool({ title: 'Last of the group' }),
    }),
    example: {
      request: {
        wayline_uuid: 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxx',
        flight_id: 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxx',
        obstacles: [
          {
            id: 0,
            type: 0,
            timestamp: 1654070968655,
            latitude: 39.9042,
            longitude: 116.4074,
            height: 100,
            wayline_id: 0,
            waypoint_index: 1,
          },
          {
            id: 1,
            type: 1,
            timestamp: 1654070968655,
            latitude: 39.9042,
            longitude: 116.4074,
            height: 100,
            wayline_id: 0,
            waypoint_index: 2,
          },
        ],
        is_final_report: true,
      },
    },
  },
})
