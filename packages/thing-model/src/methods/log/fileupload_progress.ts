import { DOCKS, defineMethod } from '../../define.ts'
import {
  Float,
  Integer,
  JobStatus,
  List,
  Percent,
  Result,
  ResultCode,
  ResultWith,
  SerialNumber,
  Struct,
  Text,
} from '../../schema.ts'
import { logModule } from '../log-module.ts'

export default defineMethod('fileupload_progress', {
  page: 'log',
  summary: 'Report how far the upload of logs has come',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/log.html',
  events: {
    products: DOCKS,
    request: ResultWith(
      Struct({
        status: JobStatus(),
        ext: Struct({
          files: List(
            Struct({
              module: logModule,
              device_sn: SerialNumber(),
              key: Text({ title: 'Object key' }),
              fingerprint: Text({ title: 'Fingerprint' }),
              size: Integer({ title: 'Size', unit: 'B' }),
              progress: Struct({
                progress: Percent({ title: 'Progress' }),
                status: JobStatus(),
                result: ResultCode,
                current_step: Integer({ title: 'Step' }),
                total_step: Integer({ title: 'Steps' }),
                finish_time: Integer({ title: 'Finished', unit: 'ms-epoch' }),
                upload_rate: Float({ title: 'Rate', unit: 'B/s' }),
              }),
            }),
            { title: 'Files' },
          ),
        }),
      }),
    ),
    reply: Result,
    example: {
      request: {
        result: 0,
        output: {
          status: 'ok',
          ext: {
            files: [
              {
                module: '3',
                device_sn: 'DOCK01',
                key: 'DOCK01/logs/1',
                fingerprint: '4f65b891f3bc09bdb6d4c36a996b532d',
                size: 155232,
                progress: {
                  progress: 100,
                  status: 'ok',
                  result: 0,
                  current_step: 19,
                  total_step: 30,
                  finish_time: 1655781395926,
                  upload_rate: 0,
                },
              },
            ],
          },
        },
      },
      reply: { result: 0 },
    },
    notes: 'The table of Dock 3 misspells progress as `prgress`; the unit of upload_rate is not stated.',
  },
})
