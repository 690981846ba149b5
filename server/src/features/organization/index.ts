export { organizationHandlers } from './organization.handlers.ts'
