/** Addresses below /admin. */
import type { RouteRecordRaw } from 'vue-router'
import { roleOf } from './sections.ts'

const page = (name: string, component: RouteRecordRaw['component'], rest: Partial<RouteRecordRaw> = {}) =>
  ({ path: name, component, meta: { role: roleOf(name) }, ...rest }) as RouteRecordRaw

export const adminRoutes: RouteRecordRaw = {
  path: 'admin',
  component: () => import('./AdminFrame.vue'),
  children: [
    { path: '', component: () => import('./OverviewPage.vue') },
    page('connect', () => import('../connect/ConnectPage.vue')),
    page('connect/:sn', () => import('../connect/GatewayPage.vue'), { props: true }),
    page('sites', () => import('./SitesPage.vue')),
    page('users', () => import('./UsersPage.vue')),
    page('api-keys', () => import('./ApiKeysPage.vue')),
    page('workspaces', () => import('./WorkspacesPage.vue')),
    page('licence', () => import('./LicencePage.vue')),
    page('engineering', () => import('../engineering/EngineeringModePage.vue')),
    page('commands', () => import('../commands/CommandsPage.vue')),
    page('audit', () => import('./AuditPage.vue')),
    page('deviations', () => import('../deviations/DeviationsPage.vue')),
    page('storage', () => import('./ComingPage.vue'), { props: { name: 'storage' } }),
    page('doctor', () => import('./ComingPage.vue'), { props: { name: 'doctor' } }),
  ],
}
