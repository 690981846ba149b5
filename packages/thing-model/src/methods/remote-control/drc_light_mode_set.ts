import { defineMethod } from '../../define.ts'
import { IntEnum, Result, Struct } from '../../schema.ts'
import { LightGroup, PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_light_mode_set', {
  page: 'remote-control',
  summary: 'Switch the searchlight',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      psdk_index: PsdkIndex,
      group: LightGroup,
      mode: IntEnum({ 0: 'Off', 1: 'On', 2: 'Flash', 3: 'Flash fast', 4: 'Flash in turn' }, { title: 'Mode' }),
    }),
    reply: Result,
    example: { request: { group: 0, mode: 1, psdk_index: 1 }, reply: { result: 0 } },
  },
})
