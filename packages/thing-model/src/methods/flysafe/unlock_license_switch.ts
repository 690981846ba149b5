import { DOCKS, defineMethod } from '../../define.ts'
import { Bool, Integer, ResultCode, Struct } from '../../schema.ts'

const licenseId = Integer({ title: 'Licence', minimum: 0 })

export default defineMethod('unlock_license_switch', {
  page: 'flysafe',
  summary: 'Enable or disable an unlocking licence',
  description: 'Changes where and how high the aircraft may fly.',
  safety: 'destructive',
  reference: 'dock-to-cloud/mqtt/dock/dock3/flysafe.html',
  services: {
    products: DOCKS,
    request: Struct({ license_id: licenseId, enable: Bool({ title: 'Enabled' }) }),
    reply: Struct({ result: ResultCode, license_id: licenseId }),
    example: { request: { license_id: 240330, enable: true }, reply: { result: 0, license_id: 240330 } },
  },
})
