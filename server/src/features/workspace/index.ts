export { workspaceRoutes } from './workspace.routes.ts'
export { newWorkspace, WorkspaceService } from './workspace.service.ts'
export { workspaceStore } from './workspace.store.ts'
