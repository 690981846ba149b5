export { downloadObject, sendDownload } from './storage.download.ts'
export { storageHandlers } from './storage.handlers.ts'
export { storageRoutes } from './storage.routes.ts'
export { dockPrefix, pilotPrefix, StorageService } from './storage.service.ts'
