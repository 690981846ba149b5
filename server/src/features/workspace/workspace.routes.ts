import { Type } from 'typebox'
import { type Caller, reaches } from '#platform/auth/caller.ts'
import { notFound } from '#platform/errors.ts'
import { type HttpApp, route } from '#platform/http.ts'
import { Name, Nullable, Text, Time } from '#platform/wire.ts'
import type { WorkspaceService } from './workspace.service.ts'

const WorkspaceView = Type.Object({
  id: Type.Integer(),
  workspace_id: Type.String(),
  workspace_name: Type.String(),
  workspace_desc: Type.String(),
  platform_name: Type.String(),
  bind_code: Type.String({ description: "'' for those who may not bind" }),
})

const Tiles = Type.Object({
  kind: Type.Union([Type.Literal('none'), Type.Literal('xyz'), Type.Literal('pmtiles')]),
  url: Type.String({ maxLength: 2048 }),
  attribution: Type.String({ maxLength: 512 }),
  crs: Type.Union([Type.Literal('wgs84'), Type.Literal('gcj02')]),
})
const Masked = Type.Object({ set: Type.Boolean() })
const Secret = Nullable(Type.Union([Text, Masked]))
const Short = Type.String({ maxLength: 255, pattern: '^[^\\p{C}]*$' })

const SettingsView = Type.Object({
  dji_app_id: Type.String(),
  dji_app_key: Masked,
  dji_license: Masked,
  ntp_host: Type.String(),
  ntp_port: Type.Integer(),
  bind_code: Type.String(),
  map_tiles: Tiles,
  engineering_mode_until: Nullable(Time),
  media_retention_days: Nullable(Type.Integer({ description: 'Photos and videos go after so many days; null: never' })),
})

const tags = ['Workspaces']

export function workspaceRoutes(app: HttpApp, workspaces: WorkspaceService) {
  const url = '/manage/api/v1/workspaces'

  route(app, {
    method: 'GET',
    url: `${url}/current`,
    access: 'session',
    tags,
    summary: "The session's workspace",
    data: WorkspaceView,
    handler: async ({ caller }) => {
      if (!caller.workspaceId) throw notFound('The workspace')
      return view(await workspaces.get(caller.workspaceId), caller)
    },
  })

  route(app, {
    method: 'GET',
    url,
    access: 'session',
    tags,
    summary: "The caller's workspaces; all of them for an instance admin",
    data: Type.Object({ list: Type.Array(WorkspaceView) }),
    handler: async ({ caller }) => ({ list: (await workspaces.list(caller)).map(row => view(row, caller)) }),
  })

  route(app, {
    method: 'POST',
    url,
    access: 'instance-admin',
    tags,
    summary: 'Make a workspace, whose first admin is the caller',
    body: Type.Object({
      workspace_name: Name,
      workspace_desc: Type.Optional(Text),
      platform_name: Type.Optional(Short),
    }),
    data: Type.Object({ workspace_id: Type.String() }),
    handler: async ({ caller, body }) => {
      const { workspace_name, workspace_desc = '', platform_name = 'Rookery' } = body
      return { workspace_id: await workspaces.create(caller, { workspace_name, workspace_desc, platform_name }) }
    },
  })

  route(app, {
    method: 'PUT',
    url: `${url}/:workspace_id`,
    access: 'admin',
    instanceAdmin: true,
    tags,
    summary: 'Rename the workspace',
    body: Type.Object({
      workspace_name: Type.Optional(Name),
      workspace_desc: Type.Optional(Text),
      platform_name: Type.Optional(Short),
    }),
    handler: ({ caller, body: { workspace_name, workspace_desc, platform_name } }) =>
      workspaces.rename(caller, { workspace_name, workspace_desc, platform_name }),
  })

  route(app, {
    method: 'GET',
    url: `${url}/:workspace_id/settings`,
    access: 'viewer',
    tags,
    summary: 'Settings in force; secrets are masked',
    data: SettingsView,
    handler: async ({ caller }) => {
      const settings = await workspaces.settings(caller.workspaceId)
      return {
        ...settings,
        bind_code: mayBind(caller) ? settings.bind_code : '',
        dji_app_key: { set: settings.dji_app_key !== '' },
        dji_license: { set: settings.dji_license !== '' },
      }
    },
  })

  route(app, {
    method: 'PUT',
    url: `${url}/:workspace_id/settings`,
    access: 'admin',
    tags,
    summary: 'Change settings: absent stays, null goes back to the default of the server',
    body: Type.Object({
      dji_app_id: Type.Optional(Nullable(Short)),
      dji_app_key: Type.Optional(Secret),
      dji_license: Type.Optional(Secret),
      ntp_host: Type.Optional(Nullable(Short)),
      ntp_port: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 65535 }))),
      map_tiles: Type.Optional(Nullable(Tiles)),
      engineering_mode_until: Type.Optional(Nullable(Time)),
      media_retention_days: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 36_500 }))),
    }),
    handler: ({ caller, body }) => {
      const { dji_app_id, dji_app_key, dji_license, ntp_host, ntp_port, map_tiles } = body
      const { engineering_mode_until, media_retention_days } = body
      const change = {
        ...{ dji_app_id, dji_app_key, dji_license, ntp_host, ntp_port, map_tiles },
        ...{ engineering_mode_until, media_retention_days },
      }
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      return workspaces.change(caller, given)
    },
  })

  route(app, {
    method: 'POST',
    url: `${url}/:workspace_id/settings/bind-code`,
    access: 'admin',
    tags,
    summary: 'A new bind code; what is bound stays bound',
    data: Type.Object({ bind_code: Type.String() }),
    handler: async ({ caller }) => ({ bind_code: await workspaces.renewBindCode(caller) }),
  })
}

const mayBind = (caller: Caller) => reaches(caller.role, 'operator')

function view(row: Awaited<ReturnType<WorkspaceService['get']>>, caller: Caller) {
  const { number, workspace_id, workspace_name, workspace_desc, platform_name, bind_code } = row
  const shown = workspace_id === caller.workspaceId && mayBind(caller) ? bind_code : ''
  return { id: number, workspace_id, workspace_name, workspace_desc, platform_name, bind_code: shown }
}
