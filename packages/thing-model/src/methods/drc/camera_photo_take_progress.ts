import { DOCKS, defineMethod } from '../../define.ts'
import { PanoramaStep } from '../../imaging.ts'
import { IntEnum, Percent, ResultWith, Struct, TextEnum } from '../../schema.ts'

export default defineMethod('camera_photo_take_progress', {
  page: 'drc',
  summary: 'Report how a panorama goes',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  events: {
    products: [...DOCKS, 'dji-rc-plus-2', 'rc-pro'],
    request: ResultWith(
      Struct({
        status: TextEnum({ in_progress: 'Taking pictures', ok: 'Done', fail: 'Failed' }, { title: 'Status' }),
        progress: Struct({ current_step: PanoramaStep, percent: Percent({ title: 'Progress' }) }),
        ext: Struct({ camera_mode: IntEnum({ 3: 'Panorama' }, { title: 'Camera mode' }) }),
      }),
    ),
    example: {
      request: {
        output: { ext: { camera_mode: 3 }, progress: { current_step: 3000, percent: 100 }, status: 'ok' },
        result: 0,
      },
    },
    notes: 'The example has step 0, which the table does not know.',
  },
})
