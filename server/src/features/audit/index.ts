export { auditRoutes } from './audit.routes.ts'
export { type AuditLog, auditLog } from './audit.store.ts'
