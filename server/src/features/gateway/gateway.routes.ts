import { isSerialNumber } from '@rookery/thing-model'
import { type TSchema, Type } from 'typebox'
import type { Directory } from '#link/directory.ts'
import { visibleSns } from '#link/visible.ts'
import { type Caller, seesSite } from '#platform/auth/caller.ts'
import { badRequest, notFound } from '#platform/errors.ts'
import { type HttpApp, Paged, PageQuery, paging, route } from '#platform/http.ts'
import type { DeviceService, LiveDevices } from '../device/index.ts'
import type { GatewayService } from './gateway.service.ts'
import type { GatewayStore } from './gateway.store.ts'
import type { Timeline } from './timeline.ts'

const Nullable = (schema: TSchema) => Type.Union([schema, Type.Null()])
const Sheet = Type.Object({
  gateway_sn: Type.String(),
  name: Type.String(),
  mqtt_addr: Type.String(),
  mqtt_username: Type.String(),
  mqtt_password: Type.String({ description: 'Shown once' }),
  organization_id: Type.String(),
  organization_name: Type.String(),
  bind_code: Type.String(),
  warnings: Type.Array(Type.Object({ code: Type.String(), message: Type.String(), link: Type.String() })),
})
const GatewayView = Type.Object({
  gateway_sn: Type.String(),
  name: Type.String(),
  product_id: Nullable(Type.String()),
  site_id: Nullable(Type.String()),
  online: Type.Boolean(),
  bound: Type.Boolean(),
  created_at: Type.Integer(),
  last_connected_at: Nullable(Type.Integer()),
  out_of_service: Nullable(Type.Object({ reason: Type.String(), by: Type.String(), until: Nullable(Type.Integer()) })),
})

export interface GatewayRouteDependencies {
  gateways: GatewayService
  devices: DeviceService
  store: GatewayStore
  timeline: Timeline
  directory: Directory
  live: LiveDevices
}

export function gatewayRoutes(app: HttpApp, deps: GatewayRouteDependencies) {
  const { gateways, devices, store, timeline, directory, live } = deps
  const base = '/manage/api/v1/workspaces/:workspace_id/gateways'
  const tags = ['Gateways']

  /** A gateway that is added but not bound is no device yet: its account tells whose it is. */
  const own = (caller: Caller, sn: string) => {
    const ours = directory.account(sn)?.workspaceId === caller.workspaceId && seesSite(caller, directory.siteOf(sn))
    if (!ours) throw notFound('The gateway')
  }
  const view = (row: { sn: string; name: string; created_at: number; last_connected_at: number | null }) => {
    const device = directory.device(row.sn)
    return {
      gateway_sn: row.sn,
      name: row.name,
      product_id: device?.product.id ?? null,
      site_id: device?.siteId ?? null,
      online: live.get(row.sn)?.online ?? false,
      bound: device?.workspaceId !== null && device?.workspaceId !== undefined,
      created_at: row.created_at,
      last_connected_at: row.last_connected_at,
      out_of_service: device?.outOfService ?? null,
    }
  }

  route(app, {
    method: 'GET',
    url: base,
    access: 'viewer',
    tags,
    summary: 'Gateways added to the workspace',
    query: PageQuery,
    data: Paged(GatewayView),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      const visible = visibleSns(directory, caller)
      const { rows, total } = await store.list(caller.workspaceId, visible, page.limit, page.offset)
      return page.answer(rows.map(view), total)
    },
  })

  route(app, {
    method: 'POST',
    url: base,
    access: 'admin',
    tags,
    summary: 'Add a dock and get what to type into DJI Pilot 2',
    body: Type.Object({
      gateway_sn: Type.String({ minLength: 1, maxLength: 64 }),
      name: Type.String({ minLength: 1, maxLength: 64 }),
    }),
    data: Sheet,
    handler: async ({ caller, body }) => {
      const sn = body.gateway_sn.trim()
      if (!isSerialNumber(sn))
        throw badRequest('A serial number has letters, digits, - and _ only', {
          errors: [{ path: '/gateway_sn', message: 'is not a serial number' }],
        })
      return gateways.add(caller, sn, body.name.trim() || sn)
    },
  })

  route(app, {
    method: 'GET',
    url: `${base}/rejections`,
    access: 'admin',
    tags,
    summary: 'Refused MQTT connections, newest first',
    description:
      'Those that claimed a gateway of the workspace; for instance admins also those that claimed an unknown one.',
    query: PageQuery,
    data: Paged(
      Type.Object({
        time: Type.Integer(),
        claimed_sn: Type.String(),
        client_id: Type.String(),
        address: Type.String(),
        reason: Type.String(),
      }),
    ),
    handler: async ({ caller, query }) => {
      await timeline.flush()
      const page = paging(query)
      const { rows, total } = await store.rejections(caller.workspaceId, caller.instanceAdmin, page.limit, page.offset)
      return page.answer(rows, total)
    },
  })

  route(app, {
    method: 'GET',
    url: `${base}/:gateway_sn`,
    access: 'viewer',
    tags,
    summary: 'One gateway',
    data: GatewayView,
    handler: async ({ caller, params }) => {
      own(caller, params.gateway_sn!)
      const row = await store.find(params.gateway_sn!)
      if (!row) throw notFound('The gateway')
      return view(row)
    },
  })

  route(app, {
    method: 'DELETE',
    url: `${base}/:gateway_sn`,
    access: 'admin',
    tags,
    summary: 'Remove a gateway: its credentials die and it is unbound',
    handler: ({ caller, params }) => {
      own(caller, params.gateway_sn!)
      return gateways.remove(caller, params.gateway_sn!)
    },
  })

  route(app, {
    method: 'POST',
    url: `${base}/:gateway_sn/reissue`,
    access: 'admin',
    tags,
    summary: 'New password at once; the old one dies and the connection is cut',
    data: Sheet,
    handler: ({ caller, params }) => {
      own(caller, params.gateway_sn!)
      return gateways.reissue(caller, params.gateway_sn!)
    },
  })

  route(app, {
    method: 'POST',
    url: `${base}/:gateway_sn/rotate`,
    access: 'admin',
    tags,
    summary: 'New password; the old one lives until the new one is first used',
    data: Sheet,
    handler: ({ caller, params }) => {
      own(caller, params.gateway_sn!)
      return gateways.rotate(caller, params.gateway_sn!)
    },
  })

  route(app, {
    method: 'PUT',
    url: `${base}/:gateway_sn/out-of-service`,
    access: 'operator',
    tags,
    summary: 'Take a gateway out of service: no mission, no motion, from anybody',
    body: Type.Object({
      reason: Type.String({ minLength: 1, maxLength: 200 }),
      until: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
    }),
    handler: async ({ caller, params, body }) => {
      own(caller, params.gateway_sn!)
      if (directory.device(params.gateway_sn!)?.workspaceId !== caller.workspaceId) throw notFound('The bound gateway')
      await devices.setOutOfService(caller, params.gateway_sn!, { reason: body.reason, until: body.until ?? null })
    },
  })

  route(app, {
    method: 'DELETE',
    url: `${base}/:gateway_sn/out-of-service`,
    access: 'operator',
    tags,
    summary: 'Put a gateway back into service',
    handler: async ({ caller, params }) => {
      own(caller, params.gateway_sn!)
      await devices.setOutOfService(caller, params.gateway_sn!, null)
    },
  })

  route(app, {
    method: 'GET',
    url: `${base}/:gateway_sn/timeline`,
    access: 'viewer',
    tags,
    summary: 'What happened while the gateway was being connected, newest first',
    query: PageQuery,
    data: Paged(
      Type.Object({ time: Type.Integer(), step: Type.String(), ok: Type.Boolean(), detail: Nullable(Type.String()) }),
    ),
    handler: async ({ caller, params, query }) => {
      own(caller, params.gateway_sn!)
      await timeline.flush()
      const page = paging(query)
      const { rows, total } = await store.timeline(params.gateway_sn!, page.limit, page.offset)
      return page.answer(
        rows.map(({ id: _id, ...row }) => row),
        total,
      )
    },
  })
}
