export { deviationRoutes } from './deviation.routes.ts'
export { Deviations } from './deviation.service.ts'
export { deviationStore } from './deviation.store.ts'
