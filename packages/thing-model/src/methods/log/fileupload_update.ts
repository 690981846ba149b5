import { DOCKS, defineMethod } from '../../define.ts'
import { List, Result, Struct, TextEnum } from '../../schema.ts'
import { logModule } from '../log-module.ts'

export default defineMethod('fileupload_update', {
  page: 'log',
  summary: 'Cancel the upload of logs',
  safety: 'benign',
  reference: 'dock-to-cloud/mqtt/dock/dock3/log.html',
  services: {
    products: DOCKS,
    request: Struct({
      status: TextEnum({ cancel: 'Cancel' }, { title: 'Action' }),
      module_list: List(logModule, { title: 'Devices', minItems: 1 }),
    }),
    reply: Result,
    example: { request: { status: 'cancel', module_list: ['0', '3'] }, reply: { result: 0 } },
  },
})
