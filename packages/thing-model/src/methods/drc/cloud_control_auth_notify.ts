import { defineMethod } from '../../define.ts'
import { ResultWith, Struct, TextEnum } from '../../schema.ts'

export default defineMethod('cloud_control_auth_notify', {
  page: 'drc',
  summary: 'Report what the pilot decided on a request for control',
  safety: 'read',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/drc.html',
  events: {
    products: ['dji-rc-plus-2', 'rc-pro'],
    request: ResultWith(
      Struct({
        status: TextEnum(
          { ok: 'Granted', failed: 'Refused or failed', canceled: 'Replaced by another request' },
          { title: 'Decision' },
        ),
      }),
    ),
    example: { request: { output: { status: 'ok' }, result: 0 } },
  },
})
