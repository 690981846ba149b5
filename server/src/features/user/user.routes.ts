import { Type } from 'typebox'
import { userTypeOf } from '#platform/auth/caller.ts'
import type { Auth } from '#platform/auth/index.ts'
import { demoTime } from '#platform/demo-time.ts'
import { forbidden, unauthorized } from '#platform/errors.ts'
import { type HttpApp, outcome, Paged, PageQuery, paging, route } from '#platform/http.ts'
import { Id, Nullable, RoleSchema, Time } from '#platform/wire.ts'
import { DemoUser, type SessionService } from '../session/index.ts'
import type { WorkspaceService } from '../workspace/index.ts'
import type { UserService } from './user.service.ts'
import type { UserStore } from './user.store.ts'

const Username = Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\s\\p{C}]+$' })
const SiteIds = Nullable(Type.Array(Id, { maxItems: 500 }))
const UserParams = Type.Object({ workspace_id: Type.String(), user_id: Type.String() })

const MemberView = Type.Object({
  user_id: Type.String(),
  username: Type.String(),
  role: RoleSchema,
  site_ids: Nullable(Type.Array(Type.String())),
  instance_admin: Type.Boolean(),
  disabled: Type.Boolean(),
  created_at: Time,
  last_seen_at: Nullable(Time),
})

const DemoMember = Type.Object({
  user_id: Type.String(),
  username: Type.String(),
  workspace_name: Type.String(),
  user_type: Type.Union([Type.Literal('Web'), Type.Literal('Pilot')]),
  mqtt_username: Type.Literal(''),
  mqtt_password: Type.Literal(''),
  create_time: Type.String(),
})

const tags = ['Users']

export function userRoutes(
  app: HttpApp,
  deps: { users: UserService; store: UserStore; sessions: SessionService; workspaces: WorkspaceService; auth: Auth },
) {
  const { users, store, sessions, workspaces, auth } = deps
  const url = '/manage/api/v1/workspaces/:workspace_id/users'

  route(app, {
    method: 'GET',
    url,
    access: 'admin',
    instanceAdmin: true,
    tags,
    summary: 'Members of the workspace',
    query: PageQuery,
    data: Paged(MemberView),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      const { rows, total } = await store.members(caller.workspaceId, page)
      return page.answer(
        rows.map(({ disabled_at, ...row }) => ({ ...row, disabled: disabled_at !== null })),
        total,
      )
    },
  })

  route(app, {
    method: 'POST',
    url,
    access: 'admin',
    instanceAdmin: true,
    tags,
    summary: 'Add a member; without a password one is generated and shown once',
    body: Type.Object({
      username: Username,
      password: Type.Optional(Type.String()),
      role: RoleSchema,
      site_ids: Type.Optional(SiteIds),
    }),
    data: Type.Object({ user_id: Type.String(), password: Type.Optional(Type.String()) }),
    handler: ({ caller, body }) => users.add(caller, body),
  })

  route(app, {
    method: 'PUT',
    url: `${url}/:user_id`,
    access: 'admin',
    instanceAdmin: true,
    tags,
    summary: 'Change role, sites, password, or whether the user may sign in',
    params: UserParams,
    body: Type.Object({
      role: Type.Optional(RoleSchema),
      site_ids: Type.Optional(SiteIds),
      password: Type.Optional(Type.String()),
      disabled: Type.Optional(Type.Boolean()),
    }),
    handler: ({ caller, params, body }) => users.change(caller, params.user_id, body),
  })

  route(app, {
    method: 'DELETE',
    url: `${url}/:user_id`,
    access: 'admin',
    instanceAdmin: true,
    tags,
    summary: 'Remove a member; the account goes with its last workspace',
    params: UserParams,
    handler: ({ caller, params }) => users.remove(caller, params.user_id),
  })

  route(app, {
    method: 'GET',
    url: '/manage/api/v1/users/current',
    access: 'session',
    tags,
    summary: "The own account in the demo's form, with broker credentials of the session",
    data: DemoUser,
    handler: async ({ caller }) => {
      if (caller.sessionId === null) throw forbidden('An API key stands for no account')
      const identity = await auth.session(caller.sessionId)
      if (!identity) throw unauthorized()
      return sessions.demoUser(identity)
    },
  })

  route(app, {
    method: 'GET',
    url: '/manage/api/v1/users/:workspace_id/users',
    access: 'viewer',
    tags,
    summary: "Members in the demo's form, without the secrets that it showed",
    query: PageQuery,
    data: Paged(DemoMember),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      const { workspace_name } = await workspaces.get(caller.workspaceId)
      const { rows, total } = await store.members(caller.workspaceId, page)
      const list = rows.map(row => ({
        user_id: row.user_id,
        username: row.username,
        workspace_name,
        user_type: userTypeOf(row.role) === 2 ? ('Pilot' as const) : ('Web' as const),
        mqtt_username: '' as const,
        mqtt_password: '' as const,
        create_time: demoTime(row.created_at),
      }))
      return page.answer(list, total)
    },
  })

  route(app, {
    method: 'PUT',
    url: '/manage/api/v1/users/:workspace_id/users/:user_id',
    access: 'admin',
    tags,
    summary: "Where the demo's front end saves a member; broker accounts are issued at sign-in and cannot be set",
    params: UserParams,
    body: Type.Object({ mqtt_username: Type.Optional(Type.String()), mqtt_password: Type.Optional(Type.String()) }),
    handler: async ({ caller, params, body }) => {
      if (!(await store.member(caller.workspaceId, params.user_id)))
        return outcome({ code: -1, message: 'The user was not found', status: 404 })
      if (!body.mqtt_username && !body.mqtt_password) return undefined
      return outcome({
        code: -1,
        message: 'Broker accounts are issued when DJI Pilot 2 signs in; they cannot be set here',
      })
    },
  })
}
