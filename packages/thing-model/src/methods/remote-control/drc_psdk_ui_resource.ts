import { defineMethod } from '../../define.ts'
import { IntEnum, Struct, Text } from '../../schema.ts'
import { PsdkIndex } from '../remote-control.ts'

export default defineMethod('drc_psdk_ui_resource', {
  page: 'remote-control',
  summary: 'Report where the controls of an accessory have been uploaded',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    from: 'device',
    request: Struct({
      psdk_index: PsdkIndex,
      psdk_ready: IntEnum({ 0: 'Not ready', 1: 'Ready' }, { title: 'State' }),
      object_key: Text({ title: 'Object key' }),
    }),
    example: {
      request: {
        object_key: 'b4cfaae6-bd9d-4cd0-8472-63b608c3c581/SN/psdk_config/0/2023_6_7_1103_XXXXXX.tar.gz',
        psdk_index: 0,
        psdk_ready: 1,
      },
    },
  },
})
