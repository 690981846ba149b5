/** What DJI Pilot 2 asks of the media library. Its answers and codes are those that it expects. */
import { Type } from 'typebox'
import type { Caller } from '#platform/auth/caller.ts'
import { badRequest } from '#platform/errors.ts'
import { type HttpApp, outcome, route } from '#platform/http.ts'
import { pilotPrefix } from '../storage/index.ts'
import type { Media } from './media.service.ts'
import { readFile, whole } from './reading.ts'

const tags = ['Pilot']
/** Business code for "not here yet": Pilot then uploads. */
const NOT_THERE = -1
const Fingerprint = Type.String({ minLength: 1, maxLength: 255 })
/** Pilot sends fields that no page declares; what matters is read apart. */
const Loose = Type.Any()

export function pilotMediaRoutes(app: HttpApp, media: Media): void {
  const url = '/media/api/v1/workspaces/:workspace_id'

  route(app, {
    method: 'POST',
    url: `${url}/fast-upload`,
    access: 'pilot',
    tags,
    summary: 'Whether a file with this fingerprint is here: code 0 yes, -1 no',
    body: Type.Object({
      fingerprint: Fingerprint,
      name: Type.Optional(Loose),
      path: Type.Optional(Loose),
      ext: Type.Optional(Loose),
    }),
    data: Type.Object({}),
    handler: async ({ caller, body }) =>
      (await media.hasFingerprint(caller.workspaceId, body.fingerprint))
        ? {}
        : outcome({ code: NOT_THERE, message: `${body.fingerprint} is not here: upload it`, data: {} }),
  })

  route(app, {
    method: 'POST',
    url: `${url}/files/tiny-fingerprints`,
    access: 'pilot',
    tags,
    summary: 'Which of these tiny fingerprints are here',
    body: Type.Object({ tiny_fingerprints: Type.Array(Type.String({ maxLength: 255 }), { maxItems: 5000 }) }),
    data: Type.Object({ tiny_fingerprints: Type.Array(Type.String()) }),
    handler: async ({ caller, body }) => ({
      tiny_fingerprints: await media.tinyFingerprints(caller.workspaceId, body.tiny_fingerprints),
    }),
  })

  route(app, {
    method: 'POST',
    url: `${url}/upload-callback`,
    access: 'pilot',
    tags,
    summary: 'Report that a file was uploaded',
    description: 'The object key must lie below the prefix that the session was given, and be there.',
    body: Type.Object({
      object_key: Type.String({ minLength: 1, maxLength: 1024 }),
      name: Type.Optional(Loose),
      path: Type.Optional(Loose),
      fingerprint: Type.Optional(Loose),
      result: Type.Optional(Loose),
      sub_file_type: Type.Optional(Loose),
      ext: Type.Optional(Loose),
      metadata: Type.Optional(Loose),
    }),
    data: Type.Object({ object_key: Type.String() }),
    handler: async ({ caller, body }) => {
      // A failed upload needs no row: Pilot tries again.
      if (body.result !== undefined && whole(body.result) !== 0) return { object_key: body.object_key }
      const reported = readFile(body, 'UTC')
      if (!reported) throw badRequest('The body names no object')
      await media.takeFromPilot(caller, prefixOf(caller), reported)
      return { object_key: body.object_key }
    },
  })

  route(app, {
    method: 'POST',
    url: `${url}/group-upload-callback`,
    access: 'pilot',
    tags,
    summary: 'How many files of a group have been uploaded',
    body: Type.Object({
      file_group_id: Type.Optional(Type.String({ maxLength: 64 })),
      file_count: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
      file_uploaded_count: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    }),
    data: Type.Object({}),
    handler: async ({ caller, body }) => {
      if (body.file_group_id)
        await media.countGroup(caller, body.file_group_id, body.file_count, body.file_uploaded_count)
      return {}
    },
  })
}

const prefixOf = ({ workspaceId, sessionId, userId }: Caller) => pilotPrefix(workspaceId, sessionId ?? userId)
