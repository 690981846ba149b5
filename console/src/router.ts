/** Every address of the console. Pages load when they are first opened. */
import { watch } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { adminRoutes } from './features/admin/routes.ts'
import { mustStay, staying } from './stores/lost-session.ts'
import { forgetSession, session } from './stores/session.ts'

/** Places that later work fills: an honest page each. */
const later = (name: string): RouteRecordRaw => ({
  path: name,
  component: () => import('./frame/LaterPage.vue'),
  props: { place: name },
})

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('./features/account/SignInPage.vue'), meta: { open: true } },
  { path: '/first-run', component: () => import('./features/account/FirstRunPage.vue') },
  {
    path: '/',
    component: () => import('./frame/AppFrame.vue'),
    children: [
      { path: '', redirect: '/live' },
      { path: 'live', component: () => import('./features/live/LivePage.vue') },
      {
        path: 'missions',
        component: () => import('./features/missions/MissionsFrame.vue'),
        children: [
          { path: '', component: () => import('./features/missions/BoardPage.vue') },
          { path: 'calendar', component: () => import('./features/missions/CalendarPage.vue') },
          { path: 'plans', component: () => import('./features/missions/PlansPage.vue') },
          { path: 'runs', component: () => import('./features/missions/RunsPage.vue') },
        ],
      },
      { path: 'missions/jobs/:id', component: () => import('./features/missions/JobPage.vue'), props: true },
      { path: 'routes', component: () => import('./features/routes/RoutesPage.vue') },
      { path: 'routes/new', component: () => import('./features/routes/editor/EditorPage.vue') },
      { path: 'routes/:id/edit', component: () => import('./features/routes/editor/EditorPage.vue'), props: true },
      { path: 'flights', component: () => import('./features/flights/FlightsPage.vue') },
      { path: 'flights/:id', component: () => import('./features/flights/FlightPage.vue'), props: true },
      { path: 'media', component: () => import('./features/media/MediaPage.vue') },
      { path: 'fleet', component: () => import('./features/fleet/FleetPage.vue') },
      {
        path: 'fleet/:sn/:tab(health|controls|properties|firmware|logs|history)?',
        component: () => import('./features/device/DevicePage.vue'),
        props: true,
      },
      {
        path: 'fleet/:sn/engineering',
        component: () => import('./features/engineering/EngineeringPage.vue'),
        props: true,
      },
      later('airspace'),
      { path: 'alarms/:view(past|rules)?', component: () => import('./features/alarms/AlarmsPage.vue'), props: true },
      adminRoutes,
      { path: ':pathMatch(.*)*', component: () => import('./frame/NotFoundPage.vue') },
    ],
  },
]

export const router = createRouter({ history: createWebHistory(), routes })

router.beforeEach(to => {
  if (to.meta.open) return true
  // With aircraft in the air the pages stay, and the frame asks for the password.
  if (!session.value && staying.value) return true
  if (!session.value) return { path: '/sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (session.value.user.must_change_password && to.path !== '/first-run') return '/first-run'
  return true
})

// The session may end while a page is open: in another tab, or because it was revoked.
watch(session, (now, before) => {
  const here = router.currentRoute.value
  if (now || !before || here.meta.open) return
  if (staying.value && mustStay()) return
  forgetSession()
  router.push({ path: '/sign-in', query: { next: here.fullPath, ended: '1' } })
})
