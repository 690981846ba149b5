import { Type } from 'typebox'
import { badRequest } from '#platform/errors.ts'
import { type HttpApp, Paged, PageQuery, paging, route } from '#platform/http.ts'
import type { DeviceService } from './device.service.ts'
import type { LiveDevices } from './live.ts'
import type { TelemetryStore } from './telemetry.store.ts'

const DeviceData = Type.Any({ description: "A device in the demo's wire form with Rookery's fields beside" })
const DAY_MS = 24 * 3600_000
const MAX_POINTS = 50_000

export function deviceRoutes(
  app: HttpApp,
  { devices, live, telemetry }: { devices: DeviceService; live: LiveDevices; telemetry: TelemetryStore },
) {
  const base = '/manage/api/v1/devices'
  const tags = ['Devices']

  route(app, {
    method: 'GET',
    url: `${base}/:workspace_id/devices`,
    access: 'viewer',
    tags,
    summary: 'All gateways of a workspace with their aircraft',
    data: Type.Array(DeviceData),
    handler: ({ caller }) => devices.tree(caller),
  })

  route(app, {
    method: 'GET',
    url: `${base}/:workspace_id/devices/bound`,
    access: 'viewer',
    tags,
    summary: 'Bound devices of one domain (0 aircraft, 2 remote controllers, 3 docks)',
    query: Type.Interface([PageQuery], { domain: Type.Optional(Type.Integer()) }),
    data: Paged(DeviceData),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      const { list, total } = await devices.bound(caller, query.domain, page)
      return page.answer(list, total)
    },
  })

  route(app, {
    method: 'GET',
    url: `${base}/:workspace_id/devices/:device_sn`,
    access: 'viewer',
    tags,
    summary: 'One device',
    data: DeviceData,
    handler: ({ caller, params }) => devices.get(caller, params.device_sn!),
  })

  route(app, {
    method: 'PUT',
    url: `${base}/:workspace_id/devices/:device_sn`,
    access: 'operator',
    tags,
    summary: 'Name a device, put it at a site, tag it',
    body: Type.Object({
      nickname: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      site_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 32 }), { maxItems: 20 })),
    }),
    data: DeviceData,
    handler: ({ caller, params, body: { nickname, site_id, tags: labels } }) =>
      devices.update(caller, params.device_sn!, {
        ...(nickname !== undefined && { nickname }),
        ...(site_id !== undefined && { site_id }),
        ...(labels !== undefined && { tags: [...new Set(labels)] }),
      }),
  })

  route(app, {
    method: 'GET',
    url: '/manage/api/v1/workspaces/:workspace_id/devices/latest',
    access: 'viewer',
    tags,
    summary: 'Latest telemetry and state of every device; afterwards the WebSocket carries changes',
    data: Type.Object({ list: Type.Array(Type.Any()) }),
    handler: ({ caller }) => ({
      list: devices.visible(caller).flatMap(({ sn }) => {
        const latest = live.get(sn)
        if (!latest) return []
        const { online, osd, osdAt, state, stateAt } = latest
        return [{ sn, online, osd, osd_time: osdAt ?? null, state, state_time: stateAt ?? null }]
      }),
    }),
  })

  route(app, {
    method: 'POST',
    url: `${base}/:target_sn/binding`,
    access: 'pilot',
    tags,
    summary: 'Bind a connected remote controller to the workspace',
    body: Type.Optional(Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: true })),
    handler: async ({ caller, params, body }) => {
      if (body?.workspace_id && body.workspace_id !== caller.workspaceId)
        throw badRequest('Sign in to the workspace that the device is to join')
      await devices.bind(caller, params.target_sn!)
    },
  })

  route(app, {
    method: 'DELETE',
    url: `${base}/:device_sn/unbinding`,
    access: 'admin',
    tags,
    summary: 'Unbind a device from its workspace',
    handler: async ({ caller, params }) => devices.unbind(caller, params.device_sn!),
  })

  route(app, {
    method: 'GET',
    url: `${base}/:sn/track`,
    access: 'viewer',
    tags,
    summary: 'Recorded telemetry of a device in time order',
    query: Type.Object({
      from: Type.Optional(Type.Integer({ minimum: 0, description: 'Epoch ms; default: 24 h before `to`' })),
      to: Type.Optional(Type.Integer({ minimum: 0, description: 'Epoch ms; default: now' })),
      resolution: Type.Optional(
        Type.Number({ minimum: 0, maximum: 86400, description: 'At most one point in so many seconds' }),
      ),
    }),
    data: Type.Object({ points: Type.Array(Type.Any()) }),
    handler: async ({ params, query }) => {
      const to = query.to ?? Date.now() + 1
      const from = query.from ?? to - DAY_MS
      if (from > to) throw badRequest('`from` must not be later than `to`')
      const rows = await telemetry.track(params.sn!, from, to, Math.round((query.resolution ?? 0) * 1000), MAX_POINTS)
      return { points: rows.map(({ sn: _sn, ...point }) => point) }
    },
  })
}
