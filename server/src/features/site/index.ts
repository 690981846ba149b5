export { siteRoutes } from './site.routes.ts'
export { SiteService } from './site.service.ts'
export { siteStore } from './site.store.ts'
