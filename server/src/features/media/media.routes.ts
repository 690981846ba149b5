import { type Static, Type } from 'typebox'
import type { Directory } from '#link/directory.ts'
import { visibleSns } from '#link/visible.ts'
import type { Caller } from '#platform/auth/caller.ts'
import { badRequest, notFound } from '#platform/errors.ts'
import { type HttpApp, Paged, PageQuery, paging, route } from '#platform/http.ts'
import type { Objects } from '#platform/objects/index.ts'
import { Id, Nullable, Time } from '#platform/wire.ts'
import { zipStream } from '#platform/zip.ts'
import { actorOf, type Commands, SendAnswer, sendAnswer } from '../command/index.ts'
import { downloadObject, sendDownload } from '../storage/index.ts'
import { contentTypeOf } from './file-name.ts'
import { MAX_ARCHIVE_FILES, type Media } from './media.service.ts'
import { type FileFilter, ORDERS, type Order, type StoredFile } from './media.store.ts'
import { type AbsentState, MediaView, STATES, thumbKey } from './media.view.ts'

const tags = ['Media']
const Short = Type.String({ minLength: 1, maxLength: 255 })
const BBox = Type.String({ maxLength: 100, description: 'West, south, east, north in degrees' })
const filter = {
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  job_id: Type.Optional(Id),
  mission_id: Type.Optional(Id),
  flight_id: Type.Optional(Id),
  aircraft_sn: Type.Optional(Id),
  dock_sn: Type.Optional(Id),
  kind: Type.Optional(Type.Enum(['photo', 'video', 'panorama', 'other'])),
  asset: Type.Optional(Short),
  bbox: Type.Optional(BBox),
  name: Type.Optional(Short),
}
const Filter = Type.Object(filter)
type FilterQuery = Static<typeof Filter>
const FileParams = Type.Object({ workspace_id: Type.String(), file_id: Type.String() })
const Bytes = Type.Integer({ description: 'Bytes' })
const Thumb = { thumb_url: Nullable(Type.String()) }

export function mediaRoutes(
  app: HttpApp,
  {
    media,
    objects,
    directory,
    commands,
    sessionLives,
  }: {
    media: Media
    objects: Objects
    directory: Directory
    commands: Commands
    sessionLives(sessionId: string): Promise<boolean>
  },
): void {
  const url = '/media/api/v1/files/:workspace_id'
  const seen = (caller: Caller) => visibleSns(directory, caller)
  const chosen = (caller: Caller, query: FilterQuery): FileFilter => filterOf(caller, seen(caller), query)

  route(app, {
    method: 'GET',
    url: `${url}/files`,
    access: 'viewer',
    tags,
    summary: 'Photos and videos, newest first; with `state`, also those that have not come',
    description: 'Files that have not come are known by number alone: a row stands for each.',
    query: Type.Interface([PageQuery, Filter], {
      state: Type.Optional(Type.Enum([...STATES])),
      order_by: Type.Optional(
        Type.Enum(
          ORDERS.flatMap(column => [column, `${column} asc`, `${column} desc`]),
          { description: 'Column and direction' },
        ),
      ),
    }),
    data: Paged(MediaView),
    handler: async ({ caller, query }) => {
      const { limit, offset, answer } = paging(query)
      const state = query.state ?? 'received'
      const wanted = chosen(caller, query)
      const { list, total } =
        state === 'received'
          ? await media.list(wanted, orderOf(query.order_by), limit, offset)
          : await media.absent(wanted, state as AbsentState, limit, offset)
      return answer(list, total)
    },
  })

  route(app, {
    method: 'GET',
    url: `${url}/map`,
    access: 'viewer',
    tags,
    summary: 'Where photos and videos were taken; over 2,000 as clusters',
    query: Filter,
    data: Type.Object({
      total: Type.Integer(),
      points: Type.Array(MediaView),
      clusters: Type.Array(
        Type.Object({
          count: Type.Integer(),
          latitude: Type.Number(),
          longitude: Type.Number(),
          west: Type.Number(),
          south: Type.Number(),
          east: Type.Number(),
          north: Type.Number(),
          ...Thumb,
        }),
      ),
    }),
    handler: ({ caller, query }) => media.map(chosen(caller, query)),
  })

  route(app, {
    method: 'GET',
    url: `${url}/groups`,
    access: 'viewer',
    tags,
    summary: 'Photos and videos by mission, asset or day, latest first',
    query: Type.Interface([Filter], { by: Type.Enum(['mission', 'asset', 'day']) }),
    data: Type.Object({
      list: Type.Array(
        Type.Object({
          key: Type.String({ description: 'Mission id (else job id), asset, or day in UTC' }),
          name: Type.String(),
          count: Type.Integer(),
          bytes: Bytes,
          from: Time,
          to: Time,
          ...Thumb,
        }),
      ),
    }),
    handler: async ({ caller, query }) => ({ list: await media.groups(chosen(caller, query), query.by as 'day', 500) }),
  })

  route(app, {
    method: 'GET',
    url: `${url}/summary`,
    access: 'viewer',
    tags,
    summary: 'How many files are where, their bytes, and when the disk will be full',
    data: Type.Object({
      counts: Type.Record(Type.String(), Type.Integer()),
      bytes: Bytes,
      forecast: Type.Object({
        free_bytes: Nullable(Type.Integer({ description: 'Null: nobody knows, the store is external' })),
        bytes_per_day: Bytes,
        days_until_full: Nullable(Type.Integer()),
      }),
      tools: Type.Record(Type.String(), Type.Boolean(), { description: 'What previews are made with here' }),
    }),
    handler: async ({ caller }) => media.summary(caller.workspaceId, seen(caller)),
  })

  route(app, {
    method: 'GET',
    url: `${url}/jobs/:job_id`,
    access: 'viewer',
    tags,
    summary: 'The files of one job, and how many have not come',
    params: Type.Object({ workspace_id: Type.String(), job_id: Type.String() }),
    data: Type.Object({
      expected: Type.Integer(),
      received: Type.Integer(),
      on_aircraft: Type.Integer(),
      on_dock: Type.Integer(),
      uploading: Type.Integer(),
      missing: Type.Integer(),
      files: Type.Array(MediaView),
    }),
    handler: ({ caller, params }) => media.ofJob(caller.workspaceId, seen(caller), params.job_id),
  })

  route(app, {
    method: 'GET',
    url: `${url}/file/:file_id`,
    access: 'viewer',
    tags,
    summary: 'One photo or video',
    params: FileParams,
    data: MediaView,
    handler: async ({ caller, params }) => media.view(await media.find(caller, seen(caller), params.file_id)),
  })

  route(app, {
    method: 'GET',
    url: `${url}/file/:file_id/url`,
    access: 'viewer',
    tags,
    summary: 'Download a photo or video, in ranges where asked',
    params: FileParams,
    handler: async ({ caller, params, request, reply }) => {
      const file = await media.find(caller, seen(caller), params.file_id)
      const options = { filename: file.file_name, type: contentTypeOf(file.file_name) }
      return sendDownload(reply, await downloadObject(objects, file.object_key, options, request.headers))
    },
  })

  route(app, {
    method: 'GET',
    url: `${url}/file/:file_id/thumbnail`,
    access: 'viewer',
    tags,
    summary: 'A small picture of a photo or video, as WebP',
    params: FileParams,
    handler: async ({ caller, params, request, reply }) => {
      const file = await media.find(caller, seen(caller), params.file_id)
      if (file.preview !== 'ready') throw notFound('The preview')
      const options = { filename: 'preview.webp', inline: true }
      return sendDownload(reply, await downloadObject(objects, thumbKey(file), options, request.headers))
    },
  })

  route(app, {
    method: 'POST',
    url: `${url}/archive`,
    access: 'viewer',
    tags,
    summary: 'An address, good for ten minutes, from which the files come as one ZIP archive',
    body: Type.Object({
      file_ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: MAX_ARCHIVE_FILES })),
      filter: Type.Optional(Filter),
    }),
    data: Type.Object({ download_url: Type.String(), count: Type.Integer(), bytes: Bytes }),
    handler: async ({ caller, body }) => {
      if (!body.file_ids && !body.filter) throw badRequest('Name files by file_ids or by filter')
      const wanted = { ...chosen(caller, body.filter ?? {}), ...(body.file_ids && { ids: body.file_ids }) }
      const { token, count, bytes } = await media.archive(caller, wanted)
      return { download_url: `/media/api/v1/archive?token=${token}`, count, bytes }
    },
  })

  route(app, {
    method: 'GET',
    url: '/media/api/v1/archive',
    access: 'public',
    tags,
    summary: 'The archive of an address that was asked for before, made while it is read',
    query: Type.Object({ token: Type.String({ maxLength: 100 }) }),
    handler: async ({ query, reply }) => {
      const archive = await media.archived(query.token)
      if (!archive || (archive.sessionId !== null && !(await sessionLives(archive.sessionId))))
        throw notFound('The archive')
      const body = zipStream(archive.files.map(file => entryOf(objects, file)))
      const day = new Date().toISOString().slice(0, 10)
      return sendDownload(reply, {
        status: 200,
        headers: {
          'content-type': 'application/zip',
          'content-disposition': `attachment; filename="media-${day}.zip"`,
          'cache-control': 'no-store',
        },
        body,
      })
    },
  })

  route(app, {
    method: 'DELETE',
    url: `${url}/files`,
    access: 'operator',
    tags,
    summary: 'Delete photos and videos, with the reason on the audit log',
    body: Type.Object({
      file_ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }),
      reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
    }),
    data: Type.Object({ deleted: Type.Integer() }),
    handler: async ({ caller, body }) => ({
      deleted: await media.delete(caller, seen(caller), body.file_ids, body.reason.trim()),
    }),
  })

  route(app, {
    method: 'POST',
    url: '/wayline/api/v1/workspaces/:workspace_id/jobs/:job_id/media-highest',
    access: 'pilot',
    tags,
    summary: "Upload a job's photos and videos before others of its dock",
    params: Type.Object({ workspace_id: Type.String(), job_id: Type.String() }),
    data: SendAnswer,
    handler: async ({ caller, params }) => {
      const sn = await media.dockOf(caller.workspaceId, seen(caller), params.job_id)
      return sendAnswer(
        await commands.send({
          ...{ actor: actorOf(caller), sn, method: 'upload_flighttask_media_prioritize' },
          ...{ data: { flight_id: params.job_id }, idempotencyKey: undefined },
        }),
      )
    },
  })
}

function filterOf(caller: Caller, sns: string[] | undefined, query: FilterQuery): FileFilter {
  const { from, to, kind, asset, name } = query
  return {
    ...{ workspaceId: caller.workspaceId, sns, from, to, kind, asset, name, bbox: boxOf(query.bbox) },
    ...{ jobId: query.job_id, missionId: query.mission_id, flightId: query.flight_id },
    ...{ aircraftSn: query.aircraft_sn, dockSn: query.dock_sn },
  }
}

function boxOf(text: string | undefined): FileFilter['bbox'] {
  if (text === undefined) return undefined
  const parts = text.split(',').map(part => (/^-?\d{1,3}(\.\d{1,20})?$/.test(part) ? Number(part) : Number.NaN))
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = parts
  const within = (n: number, limit: number) => Math.abs(n) <= limit
  if (
    parts.length !== 4 ||
    ![west, east].every(n => within(n, 180)) ||
    ![south, north].every(n => within(n, 90)) ||
    south > north
  )
    throw badRequest('bbox is west, south, east and north in degrees')
  return { west, south, east, north }
}

function orderOf(text = 'taken_at desc'): Order {
  const [column, direction = 'asc'] = text.split(' ') as [Order['column'], Order['direction'] | undefined]
  return { column, direction }
}

const entryOf = (objects: Objects, file: StoredFile) => ({
  path: `${file.job_name ?? new Date(file.taken_at ?? file.created_at).toISOString().slice(0, 10)}/${file.file_name}`,
  time: file.taken_at ?? file.created_at,
  open: async () => (await objects.get(file.object_key))?.body,
})
