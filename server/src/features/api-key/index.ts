export { apiKeyRoutes } from './api-key.routes.ts'
export { ApiKeyService } from './api-key.service.ts'
export { apiKeyStore } from './api-key.store.ts'
