import { DOCKS, defineMethod } from '../../define.ts'
import {
  Bool,
  Empty,
  Float,
  IntEnum,
  Integer,
  Latitude,
  List,
  Longitude,
  Optional,
  ResultCode,
  SerialNumber,
  Struct,
  Text,
} from '../../schema.ts'

const domain = IntEnum({ 0: 'Aircraft', 3: 'Dock' }, { title: 'Licences of' })
const height = Float({ title: 'Height limit', unit: 'm', minimum: 0, maximum: 65535 })

/** One licence: what all have in common, and one of the others by its type. */
const licence = Struct({
  common_fields: Struct({
    license_id: Integer({ title: 'Licence', minimum: 0 }),
    name: Text({ title: 'Name' }),
    type: IntEnum(
      {
        0: 'Authorization zone',
        1: 'Circle',
        2: 'Country or region',
        3: 'Height',
        4: 'Polygon',
        5: 'Power',
        6: 'Remote ID',
      },
      { title: 'Type' },
    ),
    group_id: Integer({ title: 'Group' }),
    user_id: Text({ title: 'User' }),
    device_sn: SerialNumber(),
    begin_time: Integer({ title: 'Valid from', unit: 's-epoch' }),
    end_time: Integer({ title: 'Valid until', unit: 's-epoch' }),
    user_only: Bool({ title: 'For this user alone' }),
    enabled: Bool({ title: 'Enabled' }),
  }),
  area_unlock: Optional(Struct({ area_ids: List(Integer({ title: 'Zone' })) })),
  circle_unlock: Optional(
    Struct({ latitude: Latitude(), longitude: Longitude(), radius: Float({ title: 'Radius', unit: 'm' }), height }),
  ),
  country_unlock: Optional(
    Struct({ country_number: Integer({ title: 'Country', description: 'ISO 3166-1 numeric.' }), height }),
  ),
  height_unlock: Optional(Struct({ height })),
  polygon_unlock: Optional(Struct({ points: List(Struct({ latitude: Latitude(), longitude: Longitude() })) })),
  power_unlock: Optional(Empty),
  rid_unlock: Optional(Struct({ level: IntEnum({ 1: 'European Union', 2: 'China' }, { title: 'Rules of' }) })),
})

export default defineMethod('unlock_license_list', {
  page: 'flysafe',
  summary: 'List the unlocking licences of a device',
  description:
    'Those on the aircraft are in force; those of the dock are granted by the FlySafe server and may wait to be loaded.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/flysafe.html',
  services: {
    products: DOCKS,
    request: Struct({ device_model_domain: domain }),
    reply: Struct({
      result: ResultCode,
      device_model_domain: domain,
      consistence: Bool({ title: 'Aircraft has all that are granted' }),
      licenses: List(licence, { title: 'Licences' }),
    }),
    example: {
      request: { device_model_domain: 0 },
      reply: {
        result: 0,
        device_model_domain: 0,
        consistence: false,
        licenses: [
          {
            common_fields: {
              license_id: 240331,
              name: 'Quarry',
              type: 1,
              group_id: 2896,
              user_id: 'user',
              device_sn: 'AIRCRAFT01',
              begin_time: 1696948115,
              end_time: 2145916800,
              user_only: false,
              enabled: false,
            },
            circle_unlock: { latitude: 22.60309, longitude: 113.947815, radius: 1581, height: 500 },
          },
        ],
      },
    },
    notes: 'The fields stand beside result, without output.',
  },
})
