import { DOCKS, defineMethod } from '../../define.ts'
import { Integer, List, Optional, ResultCode, SerialNumber, Struct } from '../../schema.ts'
import { logModule } from '../log-module.ts'

export default defineMethod('fileupload_list', {
  page: 'log',
  summary: 'List the logs of dock and aircraft',
  description: 'One entry per power-up of the device.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/log.html',
  services: {
    products: DOCKS,
    request: Struct({ module_list: List(logModule, { title: 'Devices', minItems: 1 }) }),
    reply: Struct({
      result: Optional(ResultCode),
      files: List(
        Struct({
          device_sn: SerialNumber(),
          module: logModule,
          result: ResultCode,
          list: List(
            Struct({
              boot_index: Integer({ title: 'Power-up' }),
              start_time: Integer({ title: 'Start', unit: 'ms-epoch' }),
              end_time: Integer({ title: 'End', unit: 'ms-epoch' }),
              size: Integer({ title: 'Size', unit: 'B' }),
            }),
            { title: 'Logs' },
          ),
        }),
        { title: 'Devices' },
      ),
    }),
    example: {
      request: { module_list: ['0', '3'] },
      reply: {
        result: 0,
        files: [
          {
            device_sn: 'AIRCRAFT01',
            module: '0',
            result: 0,
            list: [{ boot_index: 1111, start_time: 1654070968655, end_time: 1659427398806, size: 33789 }],
          },
        ],
      },
    },
    notes:
      'Times are seconds by the tables of Dock 1 and 2 and milliseconds in all examples: tell them apart by size. Examples misspell end_time as `end_ime`.',
  },
})
