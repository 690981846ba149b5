import { defineMethod } from '../../define.ts'
import { Struct, Text } from '../../schema.ts'
import { ControlKeys, ControlReply } from '../flight.ts'

export default defineMethod('cloud_control_auth_request', {
  page: 'drc',
  summary: 'Ask the pilot at the remote controller for control',
  description: 'A dialog opens on the remote controller; cloud_control_auth_notify brings the decision.',
  safety: 'benign',
  reference: 'pilot-to-cloud/mqtt/dji-rc-plus-2/drc.html',
  services: {
    products: ['dji-rc-plus-2', 'rc-pro'],
    request: Struct({
      user_id: Text({ title: 'User id', minLength: 1, maxLength: 64 }),
      user_callsign: Text({ title: 'Name shown to the pilot', minLength: 1, maxLength: 64 }),
      control_keys: ControlKeys,
    }),
    reply: ControlReply,
    example: {
      request: { control_keys: ['flight'], user_callsign: 'xxxxxxx', user_id: 'xxxxxxxxxxx' },
      reply: { output: { status: 'ok' }, result: 0 },
    },
  },
})
