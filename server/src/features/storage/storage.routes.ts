/** Where Pilot uploads to, and objects for browsers. */
import { Type } from 'typebox'
import { type HttpApp, route } from '#platform/http.ts'
import type { Objects } from '#platform/objects/index.ts'
import { sendDownload, serveObject } from './storage.download.ts'
import { type StorageService, UploadTarget } from './storage.service.ts'

const tags = ['Storage']

export function storageRoutes(app: HttpApp, deps: { storage: StorageService; objects: Objects }): void {
  const { storage, objects } = deps

  route(app, {
    method: 'POST',
    url: '/storage/api/v1/workspaces/:workspace_id/sts',
    access: 'pilot',
    tags,
    summary: 'Where to upload, with credentials that are good for an hour at most',
    description: 'They may put objects and upload in parts below `object_key_prefix`, and nothing else.',
    params: Type.Object({ workspace_id: Type.String() }),
    data: UploadTarget,
    handler: ({ caller }) => storage.forPilot(caller),
  })

  route(app, {
    method: 'GET',
    url: '/storage/api/v1/objects/*',
    access: 'public',
    tags,
    summary: 'An object, by an address that the server has made and signed',
    description: 'Takes ranges and conditions. The address expires; ask for the page that gave it again.',
    // No schema: TypeBox takes the name `*` for a pattern. The signature covers all of it.
    query: Type.Object({
      expires: Type.Integer({ minimum: 0 }),
      signature: Type.String({ maxLength: 100 }),
      filename: Type.Optional(Type.String({ maxLength: 255 })),
      inline: Type.Optional(Type.Boolean()),
    }),
    handler: async ({ params, query, request, reply }) =>
      sendDownload(reply, await serveObject(objects, params['*'] ?? '', query, request.headers)),
  })
}
