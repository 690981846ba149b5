import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, List, ResultWith, Struct, Text } from '../../schema.ts'

export default defineMethod('flight_areas_get', {
  page: 'custom-flight-area',
  summary: 'Ask for the file of custom flight areas',
  description: 'Docks ask before each take-off; a missing answer delays it.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/custom-fly-region.html',
  requests: {
    products: DOCKS,
    reply: ResultWith(
      Struct({
        files: List(
          Struct({
            name: Text({ title: 'Name' }),
            url: Text({ title: 'URL', secret: true }),
            checksum: Text({ title: 'SHA-256' }),
            size: Integer({ title: 'Size', unit: 'B', minimum: 0 }),
          }),
          { title: 'Files', description: 'Empty: there are no custom flight areas.' },
        ),
      }),
    ),
    example: {
      reply: {
        result: 0,
        output: {
          files: [
            { name: 'geofence_1.json', url: 'https://example.org/geofence_1.json', checksum: 'sha256', size: 500 },
          ],
        },
      },
    },
  },
})
