export type { Document } from './inspect.ts'
export { waylineRoutes } from './wayline.routes.ts'
export { type Dispatchable, Waylines } from './wayline.service.ts'
export { waylineStore } from './wayline.store.ts'
