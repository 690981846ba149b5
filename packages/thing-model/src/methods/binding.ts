/** Fields shared by the requests with which a dock joins an organization. */
import { Text } from '../schema.ts'

export const bindCode = Text({ title: 'Binding code', secret: true })
export const organizationId = Text({ title: 'Organization' })
export const organizationName = Text({ title: 'Name of the organization' })
export const callsign = Text({ title: 'Callsign' })
