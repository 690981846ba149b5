import { defineMethod } from '../../define.ts'
import { Struct } from '../../schema.ts'
import { ControlKeys, ControlReply } from '../flight.ts'

export default defineMethod('cloud_control_release', {
  page: 'drc',
  summary: 'Give control back to the remote controller',
  safety: 'benign',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/drc.html',
  services: {
    products: ['dji-rc-plus-2', 'rc-pro'],
    request: Struct({ control_keys: ControlKeys }),
    reply: ControlReply,
    example: { request: { control_keys: ['flight'] }, reply: { output: { status: 'ok' }, result: 0 } },
  },
})
