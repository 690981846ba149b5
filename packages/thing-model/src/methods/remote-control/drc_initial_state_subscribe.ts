import { defineMethod } from '../../define.ts'
import { Result } from '../../schema.ts'

export default defineMethod('drc_initial_state_subscribe', {
  page: 'remote-control',
  summary: 'Ask for the present state of camera, aircraft and accessories',
  description: 'The pushes of the DRC link follow.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: { products: ['dock2', 'dock3', 'dji-rc-plus-2', 'rc-pro'], reply: Result, example: { reply: { result: 0 } } },
})
