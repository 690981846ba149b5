import { Type } from 'typebox'
import { type HttpApp, route } from '#platform/http.ts'
import { Name, Nullable, RoleSchema, Time } from '#platform/wire.ts'
import type { ApiKeyService } from './api-key.service.ts'

const KeyView = Type.Object({
  key_id: Type.String(),
  name: Type.String(),
  role: RoleSchema,
  created_by: Nullable(Type.String()),
  created_at: Time,
  expires_at: Nullable(Time),
  last_used_at: Nullable(Time),
})

const tags = ['API keys']

export function apiKeyRoutes(app: HttpApp, keys: ApiKeyService) {
  const url = '/manage/api/v1/workspaces/:workspace_id/api-keys'

  route(app, {
    method: 'GET',
    url,
    access: 'admin',
    tags,
    summary: 'API keys of the workspace, without the keys themselves',
    data: Type.Object({ list: Type.Array(KeyView) }),
    handler: async ({ caller }) => ({ list: await keys.list(caller) }),
  })

  route(app, {
    method: 'POST',
    url,
    access: 'admin',
    tags,
    summary: 'Make an API key; it is shown once',
    body: Type.Object({ name: Name, role: RoleSchema, expires_at: Type.Optional(Nullable(Time)) }),
    data: Type.Object({ key_id: Type.String(), key: Type.String() }),
    handler: ({ caller, body }) => keys.create(caller, body),
  })

  route(app, {
    method: 'DELETE',
    url: `${url}/:key_id`,
    access: 'admin',
    tags,
    summary: 'Delete an API key; it stops working at once',
    params: Type.Object({ workspace_id: Type.String(), key_id: Type.String() }),
    handler: ({ caller, params }) => keys.remove(caller, params.key_id),
  })
}
