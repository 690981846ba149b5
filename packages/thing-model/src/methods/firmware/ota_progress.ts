import { DOCKS, defineMethod } from '../../define.ts'
import { JobStatus, Optional, Percent, Result, ResultWith, Struct, TextEnum } from '../../schema.ts'

const step = TextEnum({ download_firmware: 'Download', upgrade_firmware: 'Install' }, { title: 'Step' })

export default defineMethod('ota_progress', {
  page: 'firmware',
  summary: 'Report how far a firmware upgrade has come',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/firmware.html',
  events: {
    products: DOCKS,
    request: ResultWith(
      Struct({
        status: JobStatus(),
        progress: Struct({
          percent: Percent({ title: 'Progress' }),
          current_step: Optional(step),
          step_key: Optional(step),
        }),
      }),
    ),
    reply: Result,
    example: {
      request: {
        result: 0,
        output: { status: 'in_progress', progress: { percent: 10, current_step: 'download_firmware' } },
      },
      reply: { result: 0 },
    },
    notes: 'The step is `step_key` up to v1.11 of the document and `current_step` later.',
  },
})
