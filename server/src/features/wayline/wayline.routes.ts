import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { badRequest } from '#platform/errors.ts'
import { type HttpApp, Paged, PageQuery, paging, route } from '#platform/http.ts'
import { Nullable, Time } from '#platform/wire.ts'
import { readUpload } from './upload.ts'
import { KMZ, type Waylines } from './wayline.service.ts'
import { type ListFilter, ORDERS } from './wayline.store.ts'

const Metres = Type.Number({ description: 'm' })
const Seconds = Type.Number({ description: 's' })
const Sign = Type.String({ description: 'MD5 of the KMZ in hex' })
const Counts = Type.Object({ error: Type.Integer(), warning: Type.Integer(), notice: Type.Integer() })
const row = {
  id: Type.String(),
  name: Type.String(),
  drone_model_key: Type.String({ description: "`domain-type-subtype`; '' when the file names no aircraft" }),
  payload_model_keys: Type.Array(Type.String()),
  template_types: Type.Array(Type.Integer({ description: '0 waypoint, 1 mapping2d, 2 mapping3d, 3 mappingStrip' })),
  action_type: Type.Integer({ description: '1: with repeated, matched photos' }),
  favorited: Type.Boolean({ description: "Among the caller's favourites" }),
  object_key: Type.String(),
  user_name: Type.String(),
  update_time: Time,
  create_time: Time,
  sign: Sign,
  start_wayline_point: Type.Optional(
    Type.Object({ start_latitude: Type.Number(), start_lontitude: Type.Number({ description: 'So on the wire' }) }),
  ),
  version: Type.Integer(),
  size: Type.Integer({ description: 'Bytes' }),
  distance_m: Metres,
  duration_s: Seconds,
  photo_count: Type.Integer(),
  waypoint_count: Type.Integer(),
  preview: Nullable(
    Type.Object({
      center: Type.Array(Type.Number(), { description: 'Longitude, latitude' }),
      line: Type.Array(Type.Array(Type.Number(), { description: 'Longitude, latitude, height' }), { maxItems: 200 }),
    }),
  ),
}
const WaylineItem = Type.Object({ ...row, findings: Counts })

const Finding = Type.Object({
  code: Type.String(),
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('info')]),
  message: Type.String(),
  remedy: Type.String(),
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  file: Type.String({ description: 'archive, template or waylines' }),
  path: Type.String({ description: 'Wire names from the document down' }),
  wayline: Type.Optional(Type.Integer()),
  waypoint: Type.Optional(Type.Integer()),
})
const Word = Nullable(Type.String())
const WaylineDetail = Type.Object({
  ...row,
  finding_counts: Counts,
  findings: Type.Array(Finding),
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      created_at: Time,
      username: Type.String(),
      size: Type.Integer(),
      sign: Sign,
      note: Type.String(),
    }),
  ),
  document: Type.Object({
    author: Word,
    namespace: Word,
    finish_action: Word,
    exit_on_rc_lost: Word,
    rc_lost_action: Word,
    takeoff_height_m: Nullable(Metres),
    return_height_m: Nullable(Metres),
    waylines: Type.Array(
      Type.Object({
        wayline_id: Nullable(Type.Integer()),
        template_type: Word,
        height_mode: Word,
        waypoint_count: Type.Integer(),
        distance_m: Metres,
        duration_s: Seconds,
        photo_count: Type.Integer(),
      }),
    ),
  }),
})
const Stored = Type.Object({ wayline_id: Type.String(), version: Type.Integer(), findings: Type.Array(Finding) })

const WaylineParams = Type.Object({ workspace_id: Type.String(), wayline_id: Type.String() })
const VersionParams = Type.Object({
  workspace_id: Type.String(),
  wayline_id: Type.String(),
  version: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
})
/** Repeated or separated by commas. */
const Several = Type.Array(Type.String({ maxLength: 4096 }), { maxItems: 500 })
const ListQuery = Type.Object({
  ...PageQuery.properties,
  favorited: Type.Optional(Type.Boolean()),
  order_by: Type.Optional(
    Type.String({
      maxLength: 128,
      description: `Columns (${ORDERS.join(', ')}) with asc or desc, separated by commas`,
    }),
  ),
  template_type: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9]{1,4}(,[0-9]{1,4})*$' }), { maxItems: 50 })),
  action_type: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
  drone_model_keys: Type.Optional(Several),
  payload_model_key: Type.Optional(Several),
  key: Type.Optional(Type.String({ maxLength: 128, description: 'Part of the name' })),
})
const FileField = Type.String({ format: 'binary' })
const Text = (maxLength: number) => Type.String({ maxLength })
/** More than this of a key is none that exists. */
const KEY_LENGTH = 1024

const tags = ['Waylines']

export function waylineRoutes(app: HttpApp, waylines: Waylines) {
  const base = '/wayline/api/v1/workspaces/:workspace_id'
  const url = `${base}/waylines`

  route(app, {
    method: 'GET',
    url,
    access: 'viewer',
    tags,
    summary: 'Waylines of the workspace',
    query: ListQuery,
    data: Paged(WaylineItem),
    handler: async ({ caller, query }) => {
      const { limit, offset, answer } = paging(query)
      const types = parts(query.template_type)?.map(Number)
      const { list, total } = await waylines.list(caller, {
        favorited: query.favorited,
        templateTypes: types,
        actionType: query.action_type,
        droneModelKeys: parts(query.drone_model_keys),
        payloadModelKeys: parts(query.payload_model_key),
        key: query.key,
        order: orderOf(query.order_by ?? 'update_time desc'),
        ...{ limit, offset },
      })
      return answer(list, total)
    },
  })

  route(app, {
    method: 'GET',
    url: `${url}/duplicate-names`,
    access: 'viewer',
    tags,
    summary: 'Which of these names are taken',
    query: Type.Object({ name: Type.Optional(Type.Array(Text(512), { maxItems: 500 })) }),
    data: Type.Array(Type.String()),
    handler: ({ caller, query }) => waylines.taken(caller.workspaceId, query.name ?? []),
  })

  route(app, {
    method: 'POST',
    url: `${url}/file/upload`,
    access: 'operator',
    tags,
    summary: 'Import a KMZ',
    description:
      'A name that is taken gets a number. What the linter finds is told and refuses nothing; an archive that is not ' +
      'safe to read is refused with `data.reason`.',
    form: Type.Object({ file: FileField, name: Type.Optional(Text(128)) }),
    data: Stored,
    handler: async ({ caller, request }) => {
      const { bytes, filename, fields } = await readUpload(request)
      const { wayline_id, version, findings } = await waylines.import(caller, bytes, fields.name || filename)
      return { wayline_id, version, findings }
    },
  })

  route(app, {
    method: 'POST',
    url: `${base}/upload-callback`,
    access: 'pilot',
    tags,
    summary: 'Report a KMZ that was uploaded to the object storage',
    description: 'A name that exists already becomes its next version.',
    body: Type.Object({
      object_key: Text(KEY_LENGTH),
      name: Text(512),
      metadata: Type.Optional(
        Type.Object({
          drone_model_key: Type.Optional(Text(32)),
          payload_model_keys: Type.Optional(Type.Array(Text(32), { maxItems: 32 })),
          template_types: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 9999 }), { maxItems: 32 })),
        }),
      ),
    }),
    handler: async ({ caller, body: { object_key, name, metadata = {} } }) => {
      await waylines.uploaded(caller, { objectKey: object_key, name, metadata })
    },
  })

  for (const [method, favorited, summary] of [
    ['POST', true, 'Add to the own favourites'],
    ['DELETE', false, 'Remove from the own favourites'],
  ] as const)
    route(app, {
      method,
      url: `${base}/favorites`,
      access: 'viewer',
      tags,
      summary,
      query: Type.Object({ id: Type.Optional(Several) }),
      handler: ({ caller, query }) => waylines.favorite(caller, parts(query.id) ?? [], favorited),
    })

  route(app, {
    method: 'GET',
    url: `${url}/:wayline_id`,
    access: 'viewer',
    tags,
    summary: 'One wayline with its versions and what the linter finds',
    params: WaylineParams,
    data: WaylineDetail,
    handler: ({ caller, params }) => waylines.get(caller, params.wayline_id),
  })

  route(app, {
    method: 'PUT',
    url: `${url}/:wayline_id`,
    access: 'operator',
    tags,
    summary: 'Rename a wayline',
    params: WaylineParams,
    body: Type.Object({ name: Text(512) }),
    handler: ({ caller, params, body }) => waylines.rename(caller, params.wayline_id, body.name),
  })

  route(app, {
    method: 'DELETE',
    url: `${url}/:wayline_id`,
    access: 'operator',
    tags,
    summary: 'Remove a wayline with all its versions',
    params: WaylineParams,
    handler: ({ caller, params }) => waylines.remove(caller, params.wayline_id),
  })

  route(app, {
    method: 'POST',
    url: `${url}/:wayline_id/versions`,
    access: 'operator',
    tags,
    summary: 'Add a version',
    params: WaylineParams,
    form: Type.Object({ file: FileField, note: Type.Optional(Text(4096)) }),
    data: Stored,
    handler: async ({ caller, params, request }) => {
      await waylines.require(caller.workspaceId, params.wayline_id)
      const { bytes, fields } = await readUpload(request)
      return waylines.addVersion(caller, params.wayline_id, bytes, fields.note)
    },
  })

  const download = async (reply: FastifyReply, workspaceId: string, waylineId: string, version?: number) => {
    const { body, size, name } = await waylines.read(workspaceId, waylineId, version)
    return reply
      .header('content-type', KMZ)
      .header('content-length', size)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}.kmz`)
      .send(body)
  }

  route(app, {
    method: 'GET',
    url: `${url}/:wayline_id/url`,
    access: 'viewer',
    tags,
    summary: 'Download the newest version',
    params: WaylineParams,
    handler: ({ caller, params, reply }) => download(reply, caller.workspaceId, params.wayline_id),
  })

  route(app, {
    method: 'GET',
    url: `${url}/:wayline_id/versions/:version/url`,
    access: 'viewer',
    tags,
    summary: 'Download a version',
    params: VersionParams,
    handler: ({ caller, params, reply }) => download(reply, caller.workspaceId, params.wayline_id, params.version),
  })
}

/** Undefined: not asked for. */
const parts = (values: string[] | undefined) => {
  const all = values?.flatMap(value => value.split(',')).filter(Boolean)
  return all?.length ? all : undefined
}

/** @throws AppError 400 */
function orderOf(text: string): ListFilter['order'] {
  return text
    .split(',')
    .filter(part => part.trim())
    .map(part => {
      const [column = '', direction = 'asc', ...rest] = part.trim().toLowerCase().split(/\s+/)
      const by = ORDERS.find(order => order === column)
      if (!by || rest.length || (direction !== 'asc' && direction !== 'desc'))
        throw badRequest(`order_by takes ${ORDERS.join(', ')}, each with asc or desc`)
      return { by, descending: direction === 'desc' }
    })
}
