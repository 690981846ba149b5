import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, Result, ResultCode, Struct, Text } from '../../schema.ts'
import { psdkIndex } from '../payload-sdk.ts'

export default defineMethod('psdk_ui_resource_upload_result', {
  page: 'psdk',
  summary: 'Report that the interface files of a payload were uploaded',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/psdk.html',
  events: {
    products: DOCKS,
    request: Struct({
      psdk_index: psdkIndex,
      object_key: Text({ title: 'Object key' }),
      size: Integer({ title: 'Size', unit: 'B' }),
      result: ResultCode,
    }),
    reply: Result,
    example: {
      request: { psdk_index: 2, object_key: 'f4a4a171/AIRCRAFT01_2023_07_21_11_48_33_widget', size: 43488, result: 0 },
      reply: { result: 0 },
    },
  },
})
