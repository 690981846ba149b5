import { DOCKS, defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('flight_areas_update', {
  page: 'custom-flight-area',
  summary: 'Make the dock fetch the custom flight areas',
  description: 'The dock asks flight_areas_get, loads the file and passes it to the aircraft.',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/custom-fly-region.html',
  services: {
    products: DOCKS,
    reply: Result,
    example: { reply: { result: 0 } },
  },
})
