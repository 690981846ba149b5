import { defineMethod } from '../../define.ts'
import {
  EllipsoidHeight,
  IntEnum,
  Integer,
  JobStatus,
  Latitude,
  List,
  Longitude,
  Percent,
  Result,
  ResultCode,
  ResultWith,
  SerialNumber,
  Struct,
  TextEnum,
} from '../../schema.ts'
import { JobReply } from '../job.ts'

const type = IntEnum({ 1: 'Manual' }, { title: 'Calibration' })
const module = TextEnum({ 3: 'Dock', 6: 'Relay' }, { title: 'Module' })

export default defineMethod('rtk_calibration', {
  page: 'cmd',
  summary: 'Set the calibrated position of docks and relays',
  description: 'Landing and return home rely on this position: a wrong one makes the aircraft land beside the dock.',
  safety: 'destructive',
  progress: true,
  reference: 'dock-to-cloud/mqtt/dock/dock3/cmd.html',
  services: {
    products: ['dock3'],
    request: Struct({
      devices: List(
        Struct({
          sn: SerialNumber(),
          type,
          module,
          data: Struct({
            longitude: Longitude(),
            latitude: Latitude(),
            height: EllipsoidHeight({ minimum: -1000, maximum: 10000 }),
          }),
        }),
        { title: 'Devices', minItems: 1 },
      ),
    }),
    reply: JobReply,
    example: {
      request: {
        devices: [
          {
            sn: 'DOCK3SERIAL01',
            type: 1,
            module: '3',
            data: { height: 60.285194396972656, latitude: 22.755022128112614, longitude: 114.89828051067889 },
          },
        ],
      },
      reply: { result: 0, output: { status: 'in_progress' } },
    },
  },
  events: {
    products: ['dock3'],
    request: ResultWith(
      Struct({
        status: JobStatus(),
        progress: Struct({ percent: Percent({ title: 'Progress' }), current_step: Integer({ title: 'Step' }) }),
        ext: Struct({
          version: Integer({ title: 'Calibration version' }),
          devices: List(Struct({ sn: SerialNumber(), type, module, result: ResultCode, status: JobStatus() }), {
            title: 'Result per device',
          }),
        }),
      }),
    ),
    reply: Result,
    example: {
      request: {
        result: 0,
        output: {
          status: 'ok',
          progress: { percent: 100, current_step: 1 },
          ext: { version: 1, devices: [{ sn: 'DOCK3SERIAL01', type: 1, module: '3', result: 0, status: 'ok' }] },
        },
      },
      reply: { result: 0 },
    },
    notes: 'The outer result is always 0 and one report comes at the end: the codes that matter are per device.',
  },
})
