export { cmdHandlers } from './cmd.handlers.ts'
export { cmdRoutes } from './cmd.routes.ts'
