import { DOCKS, defineMethod } from '../../define.ts'
import { Float, IntEnum, Latitude, List, Longitude, Result, Struct, Text } from '../../schema.ts'

export default defineMethod('airsense_warning', {
  page: 'airsense',
  summary: 'Warn of a crewed aircraft nearby',
  description: 'From level 3 on our aircraft should give way.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/airsense.html',
  events: {
    products: DOCKS,
    request: List(
      Struct({
        icao: Text({ title: 'ICAO address' }),
        warning_level: IntEnum(
          { 0: 'None', 1: 'Level 1', 2: 'Level 2', 3: 'Level 3', 4: 'Level 4' },
          { title: 'Level' },
        ),
        latitude: Latitude(),
        longitude: Longitude(),
        altitude: Float({ title: 'Altitude', unit: 'm' }),
        altitude_type: IntEnum({ 0: 'Ellipsoid', 1: 'Mean sea level' }, { title: 'Altitude above' }),
        heading: Float({ title: 'Heading', unit: 'deg' }),
        relative_altitude: Float({ title: 'Altitude above ours', unit: 'm' }),
        vert_trend: IntEnum({ 0: 'Level', 1: 'Climbing', 2: 'Descending' }, { title: 'Vertical trend' }),
        distance: Float({ title: 'Horizontal distance', unit: 'm' }),
      }),
    ),
    reply: Result,
    example: {
      request: [
        {
          icao: 'B-5931',
          warning_level: 3,
          latitude: 12.23,
          longitude: 12.23,
          altitude: 100,
          altitude_type: 1,
          heading: 89.1,
          relative_altitude: 80,
          vert_trend: 0,
          distance: 100,
        },
      ],
      reply: { result: 0 },
    },
    notes: 'Data is an array itself.',
  },
})
