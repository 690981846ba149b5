export { waylineRoutes } from './wayline.routes.ts'
export { Waylines } from './wayline.service.ts'
export { waylineStore } from './wayline.store.ts'
