import { defineMethod } from '../../define.ts'
import { Percent, Result, Struct } from '../../schema.ts'
import { LightGroup, PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_light_brightness_set', {
  page: 'remote-control',
  summary: 'Set the brightness of the searchlight',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      psdk_index: PsdkIndex,
      group: LightGroup,
      brightness: Percent({ title: 'Brightness', minimum: 1 }),
    }),
    reply: Result,
    example: { request: { brightness: 1, group: 0, psdk_index: 1 }, reply: { result: 0 } },
  },
})
