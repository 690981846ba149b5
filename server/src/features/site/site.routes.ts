import { Type } from 'typebox'
import { type HttpApp, route } from '#platform/http.ts'
import { Name, Nullable, Text } from '#platform/wire.ts'
import type { SiteService } from './site.service.ts'

const Latitude = Nullable(Type.Number({ minimum: -90, maximum: 90 }))
const Longitude = Nullable(Type.Number({ minimum: -180, maximum: 180 }))
const fields = {
  latitude: Type.Optional(Latitude),
  longitude: Type.Optional(Longitude),
  timezone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA name' })),
  phone: Type.Optional(Type.String({ maxLength: 64, description: 'Whom to call when an aircraft does not answer' })),
  notes: Type.Optional(Text),
}
const SiteView = Type.Object({
  site_id: Type.String(),
  name: Type.String(),
  latitude: Latitude,
  longitude: Longitude,
  timezone: Type.String(),
  phone: Type.String(),
  notes: Type.String(),
})
const SiteParams = Type.Object({ workspace_id: Type.String(), site_id: Type.String() })

const tags = ['Sites']

export function siteRoutes(app: HttpApp, sites: SiteService) {
  const url = '/manage/api/v1/workspaces/:workspace_id/sites'

  route(app, {
    method: 'GET',
    url,
    access: 'viewer',
    tags,
    summary: 'Sites that the caller may see',
    data: Type.Object({ list: Type.Array(SiteView) }),
    handler: async ({ caller }) => ({ list: await sites.list(caller) }),
  })

  route(app, {
    method: 'POST',
    url,
    access: 'admin',
    tags,
    summary: 'Add a site',
    body: Type.Object({ name: Name, ...fields }),
    data: Type.Object({ site_id: Type.String() }),
    handler: async ({ caller, body }) => ({ site_id: await sites.create(caller, body) }),
  })

  route(app, {
    method: 'PUT',
    url: `${url}/:site_id`,
    access: 'admin',
    tags,
    summary: 'Change a site',
    params: SiteParams,
    body: Type.Object({ name: Type.Optional(Name), ...fields }),
    handler: ({ caller, params, body: { name, latitude, longitude, timezone, phone, notes } }) =>
      sites.change(caller, params.site_id, { name, latitude, longitude, timezone, phone, notes }),
  })

  route(app, {
    method: 'DELETE',
    url: `${url}/:site_id`,
    access: 'admin',
    tags,
    summary: 'Remove a site where no device stands',
    params: SiteParams,
    handler: ({ caller, params }) => sites.remove(caller, params.site_id),
  })
}
