import { DOCKS, defineMethod } from '../../define.ts'
import { IntEnum, Result, Struct, Text, TextEnum } from '../../schema.ts'

export default defineMethod('flight_areas_sync_progress', {
  page: 'custom-flight-area',
  summary: 'Report how far the file of flight areas has come',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/custom-fly-region.html',
  events: {
    products: DOCKS,
    request: Struct({
      status: TextEnum(
        {
          wait_sync: 'Waiting',
          synchronizing: 'Running',
          synchronized: 'Done',
          switch_fail: 'Not enabled',
          fail: 'Failed',
        },
        { title: 'Status' },
      ),
      reason: IntEnum(
        {
          0: 'None',
          1: 'Answer not understood',
          2: 'No file list from aircraft',
          3: 'Download failed',
          4: 'Link not switched',
          5: 'Transfer to aircraft failed',
          6: 'Old areas not disabled',
          7: 'Old areas not deleted',
          8: 'Areas not loaded',
          9: 'Areas not enabled',
          10: '4G link not switched off',
          11: 'Aircraft did not start',
          12: 'Checksum differs',
          13: 'Timed out',
        },
        { title: 'Reason' },
      ),
      file: Struct({ name: Text({ title: 'Name' }), checksum: Text({ title: 'SHA-256' }) }, { title: 'File' }),
    }),
    reply: Result,
    example: {
      request: { status: 'synchronized', reason: 0, file: { name: 'geofence_1.json', checksum: 'sha256' } },
      reply: { result: 0 },
    },
  },
})
