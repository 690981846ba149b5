import { Type } from 'typebox'
import { type HttpApp, Paged, PageQuery, paging, route } from '#platform/http.ts'
import { Time } from '#platform/wire.ts'
import { FORMATS, type Format } from './export.ts'
import type { Flights } from './flight.service.ts'
import { FlightView } from './flight.view.ts'

const FlightParams = Type.Object({ workspace_id: Type.String(), flight_id: Type.String() })
const Entry = Type.Object({
  time: Type.Integer(),
  type: Type.String({ description: 'state, command, event, alarm, weather, link, battery or media' }),
  title: Type.String(),
  detail: Type.Union([Type.String(), Type.Null()]),
  level: Type.String(),
  username: Type.Union([Type.String(), Type.Null()]),
  ref: Type.Any(),
})

export function flightRoutes(app: HttpApp, flights: Flights) {
  const url = '/manage/api/v1/workspaces/:workspace_id/flights'
  const tags = ['Flights']

  route(app, {
    method: 'GET',
    url,
    access: 'viewer',
    tags,
    summary: 'Flights, and runs that were not flown, newest first',
    query: Type.Interface([PageQuery], {
      from: Type.Optional(Time),
      to: Type.Optional(Time),
      sn: Type.Optional(Type.String({ description: 'Of the aircraft or of its gateway' })),
      kind: Type.Optional(Type.String()),
      outcome: Type.Optional(Type.String()),
      job_id: Type.Optional(Type.String()),
    }),
    data: Paged(FlightView),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      const { from, to, sn, kind, outcome, job_id: jobId } = query
      const filter = { workspaceId: caller.workspaceId, siteIds: caller.siteIds, from, to, sn, kind, outcome, jobId }
      const { list, total } = await flights.list(filter, page.limit, page.offset)
      return page.answer(list, total)
    },
  })

  route(app, {
    method: 'GET',
    url: `${url}/:flight_id`,
    access: 'viewer',
    tags,
    summary: 'One flight',
    params: FlightParams,
    data: FlightView,
    handler: ({ caller, params }) => flights.get(caller, params.flight_id),
  })

  route(app, {
    method: 'GET',
    url: `${url}/:flight_id/timeline`,
    access: 'viewer',
    tags,
    summary: 'Everything kept of the time of a flight, in order',
    params: FlightParams,
    data: Type.Object({ list: Type.Array(Entry) }),
    handler: async ({ caller, params }) => ({ list: await flights.timeline(caller, params.flight_id) }),
  })

  route(app, {
    method: 'GET',
    url: `${url}/:flight_id/track`,
    access: 'viewer',
    tags,
    summary: 'Recorded telemetry of a flight in time order',
    params: FlightParams,
    data: Type.Object({ points: Type.Array(Type.Any()) }),
    handler: async ({ caller, params }) => ({
      points: (await flights.track(caller, params.flight_id)).map(({ sn: _sn, ...point }) => point),
    }),
  })

  route(app, {
    method: 'GET',
    url: `${url}/:flight_id/export`,
    access: 'viewer',
    tags,
    summary: 'The track as a file; GeoJSON unless another format is asked for',
    params: FlightParams,
    query: Type.Object({ format: Type.Optional(Type.Enum(Object.keys(FORMATS) as Format[])) }),
    handler: async ({ caller, params, query, reply }) => {
      const { type, name, body } = await flights.export(caller, params.flight_id, query.format ?? 'geojson')
      return reply
        .header('content-type', type)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(body)
    },
  })

  route(app, {
    method: 'GET',
    url: `${url}/:flight_id/evidence`,
    access: 'operator',
    tags,
    summary: 'Everything kept of a flight as a ZIP archive with a manifest of SHA-256 sums, made while it is read',
    params: FlightParams,
    handler: async ({ caller, params, reply }) => {
      const { name, body } = await flights.evidence(caller, params.flight_id)
      return reply
        .header('content-type', 'application/zip')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(body)
    },
  })
}
