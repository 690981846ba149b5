import { defineMethod } from '../../define.ts'
import { Result, Struct } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_light_calibration', {
  page: 'remote-control',
  summary: 'Calibrate the gimbal of the searchlight',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({ psdk_index: PsdkIndex }),
    reply: Result,
    example: { request: { psdk_index: 1 }, reply: { result: 0 } },
  },
})
