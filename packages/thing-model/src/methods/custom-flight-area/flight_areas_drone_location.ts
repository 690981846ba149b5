import { DOCKS, defineMethod } from '../../define.ts'
import { Bool, Float, List, Result, Struct, Text } from '../../schema.ts'

export default defineMethod('flight_areas_drone_location', {
  page: 'custom-flight-area',
  summary: 'Report how far the aircraft is from the custom flight areas',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/custom-fly-region.html',
  events: {
    products: DOCKS,
    request: Struct({
      drone_locations: List(
        Struct({
          area_id: Text({ title: 'Area' }),
          area_distance: Float({ title: 'Distance to the edge', unit: 'm' }),
          is_in_area: Bool({ title: 'Inside' }),
        }),
        { title: 'Areas' },
      ),
    }),
    reply: Result,
    example: {
      request: {
        drone_locations: [{ area_id: 'd275c4e1-d864-4736-8b5d-5f5882ee9bdd', area_distance: 100.11, is_in_area: true }],
      },
      reply: { result: 0 },
    },
  },
})
