import { defineMethod } from '../../define.ts'
import { CameraMode, PanoramaStep } from '../../imaging.ts'
import { Integer, Percent, ResultCode, Struct, TextEnum } from '../../schema.ts'

export default defineMethod('drc_camera_photo_info_push', {
  page: 'remote-control',
  summary: 'Report how taking photos goes',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock2/remote-control.html',
  drc: {
    products: ['dock2', 'dji-rc-plus-2'],
    from: 'device',
    request: Struct({
      result: ResultCode,
      status: TextEnum({ in_progress: 'Taking pictures', ok: 'Done', fail: 'Failed' }, { title: 'Status' }),
      countdown_time: Integer({ title: 'Next photo in', unit: 's' }),
      progress: Struct({ current_step: PanoramaStep, percent: Percent({ title: 'Progress' }) }),
      ext: Struct({ camera_mode: CameraMode() }),
    }),
    example: {
      request: {
        countdown_time: 4,
        ext: { camera_mode: 3 },
        progress: { current_step: 3002, percent: 100 },
        result: 0,
        status: 'in_progress',
      },
    },
    notes: 'The example has step 0, which the table does not know.',
  },
})
