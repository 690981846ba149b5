import { DOCKS, defineMethod } from '../../define.ts'
import { ResultWith, Struct } from '../../schema.ts'
import { bindCode, organizationId, organizationName } from '../binding.ts'

export default defineMethod('airport_organization_get', {
  page: 'organization',
  summary: 'Ask for the organization behind a binding code',
  description: 'Shown to the installer, who confirms the name before the dock binds.',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/organization.html',
  requests: {
    products: DOCKS,
    request: Struct({ device_binding_code: bindCode, organization_id: organizationId }),
    reply: ResultWith(Struct({ organization_name: organizationName })),
    example: {
      request: { device_binding_code: 'A1B2C3', organization_id: '12345678' },
      reply: { result: 0, output: { organization_name: 'Field team' } },
    },
  },
})
