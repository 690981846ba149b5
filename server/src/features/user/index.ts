export { ensureFirstAdmin } from './first-admin.ts'
export { userRoutes } from './user.routes.ts'
export { UserService } from './user.service.ts'
export { userStore } from './user.store.ts'
