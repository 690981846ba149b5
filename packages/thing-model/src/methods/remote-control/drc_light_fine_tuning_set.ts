import { defineMethod } from '../../define.ts'
import { Bool, IntEnum, Integer, Result, Struct } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_light_fine_tuning_set', {
  page: 'remote-control',
  summary: 'Adjust the angle of one lamp of the searchlight',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      psdk_index: PsdkIndex,
      position: IntEnum({ 0: 'Left', 1: 'Right' }, { title: 'Lamp' }),
      value: Integer({ title: 'Angle', unit: 'deg', minimum: -3, maximum: 3 }),
      saved: Bool({ title: 'Keep' }),
    }),
    reply: Result,
    example: { request: { position: 0, psdk_index: 1, saved: false, value: 1 }, reply: { result: 0 } },
  },
})
