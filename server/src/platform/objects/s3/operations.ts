/** The requests of S3 that are offered: how each is told from the others, who may make it, what it does. */
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Principal } from '../credentials.ts'
import type { FileInfo, FolderStore } from '../folder/store.ts'
import { etagOfParts, type Upload, type Uploads } from '../folder/uploads.ts'
import type { Authenticated } from './authenticate.ts'
import { readBody, readText } from './body.ts'
import { S3Error } from './errors.ts'
import { listObjects, listParts, listUploads } from './lists.ts'
import type { S3Request } from './request.ts'
import { all, document, type Element, OWNER, parse, textOf } from './xml.ts'

export interface Context {
  request: S3Request
  authenticated: Authenticated
  response: ServerResponse
  store: FolderStore
  uploads: Uploads
  bucket: string
  region: string
}
/** With the key that the request names. */
export type ObjectContext = Context & { key: string }

type Answer = { status?: number; headers?: Record<string, string>; xml?: string }

interface Operation {
  method: string
  /** What the address names. */
  on: 'service' | 'bucket' | 'object'
  /** A parameter (`?uploads`) or header that must be there. */
  with?: string[]
  /**
   * `put`: temporary credentials may, below their prefix. `owner`: only who runs the server.
   */
  access: 'put' | 'owner'
  /** Undefined: it has answered by itself. */
  run(context: ObjectContext): Promise<Answer | undefined>
}

/** The first that fits counts. */
export const OPERATIONS: Record<string, Operation> = {
  ListBuckets: {
    method: 'GET',
    on: 'service',
    access: 'owner',
    run: async ({ bucket }) => ({
      xml: document('ListAllMyBucketsResult', [
        ['Owner', OWNER],
        [
          'Buckets',
          [
            [
              'Bucket',
              [
                ['Name', bucket],
                ['CreationDate', new Date(0).toISOString()],
              ],
            ],
          ],
        ],
      ]),
    }),
  },
  GetBucketLocation: {
    method: 'GET',
    on: 'bucket',
    with: ['?location'],
    access: 'put',
    run: async ({ region }) => ({
      xml: document('LocationConstraint', []).replace('></', `>${region === 'us-east-1' ? '' : region}</`),
    }),
  },
  ListMultipartUploads: {
    method: 'GET',
    on: 'bucket',
    with: ['?uploads'],
    access: 'owner',
    run: async context => ({ xml: await listUploads(context) }),
  },
  ListObjects: {
    method: 'GET',
    on: 'bucket',
    access: 'owner',
    run: async context => ({ xml: await listObjects(context) }),
  },
  HeadBucket: {
    method: 'HEAD',
    on: 'bucket',
    access: 'put',
    run: async ({ region }) => ({ headers: { 'x-amz-bucket-region': region } }),
  },
  DeleteObjects: { method: 'POST', on: 'bucket', with: ['?delete'], access: 'owner', run: deleteObjects },
  ListParts: {
    method: 'GET',
    on: 'object',
    with: ['?uploadId'],
    access: 'put',
    run: async context => ({ xml: listParts(context, await context.uploads.parts(await uploadOf(context))) }),
  },
  HeadObject: { method: 'HEAD', on: 'object', access: 'owner', run: getObject },
  GetObject: { method: 'GET', on: 'object', access: 'owner', run: getObject },
  CreateMultipartUpload: { method: 'POST', on: 'object', with: ['?uploads'], access: 'put', run: createUpload },
  CompleteMultipartUpload: { method: 'POST', on: 'object', with: ['?uploadId'], access: 'put', run: completeUpload },
  AbortMultipartUpload: {
    method: 'DELETE',
    on: 'object',
    with: ['?uploadId'],
    access: 'put',
    async run(context) {
      await context.uploads.abort(await uploadOf(context))
      return { status: 204 }
    },
  },
  DeleteObject: {
    method: 'DELETE',
    on: 'object',
    access: 'owner',
    async run({ store, key }) {
      await store.remove(key)
      return { status: 204 }
    },
  },
  UploadPartCopy: {
    method: 'PUT',
    on: 'object',
    with: ['?uploadId', 'x-amz-copy-source'],
    access: 'owner',
    async run() {
      throw new S3Error('NotImplemented')
    },
  },
  UploadPart: { method: 'PUT', on: 'object', with: ['?uploadId'], access: 'put', run: uploadPart },
  CopyObject: { method: 'PUT', on: 'object', with: ['x-amz-copy-source'], access: 'owner', run: copyObject },
  PutObject: { method: 'PUT', on: 'object', access: 'put', run: putObject },
}

/** Parameters that name a part of S3 that is not offered; without this they would be taken for plain objects. */
const NOT_OFFERED = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'versionId',
  'versioning',
  'versions',
  'website',
]

/** @throws S3Error */
export function findOperation(request: S3Request): Operation {
  const on = request.bucket === undefined ? 'service' : request.key === undefined ? 'bucket' : 'object'
  if (NOT_OFFERED.some(name => request.param(name) !== undefined)) throw new S3Error('NotImplemented')
  const has = (name: string) =>
    name.startsWith('?') ? request.param(name.slice(1)) !== undefined : request.header(name) !== undefined
  const found = Object.values(OPERATIONS).find(
    operation =>
      operation.method === request.method && operation.on === on && (operation.with ?? []).every(name => has(name)),
  )
  if (!found) throw new S3Error(request.method === 'POST' ? 'NotImplemented' : 'MethodNotAllowed')
  return found
}

/** @throws S3Error unless this principal may do that with that key. */
export function checkAccess({ access, on }: Operation, principal: Principal, key: string | undefined): void {
  if (principal.kind === 'owner') return
  const below = on !== 'object' || key?.startsWith(principal.prefix) === true
  if (access !== 'put' || !below) throw new S3Error('AccessDenied')
}

const quoted = (etag: string) => `"${etag}"`
const unquoted = (etag: string) => etag.replace(/^(&quot;|")|(&quot;|")$/g, '').toLowerCase()

/** What an uploader may have back with the object. */
const KEPT_HEADER =
  /^(x-amz-meta-[\w.-]+|x-oss-meta-[\w.-]+|cache-control|content-disposition|content-language|expires)$/
const MAX_HEADER_BYTES = 8 * 1024

function describe(request: S3Request): { contentType: string; headers?: Record<string, string> } {
  const headers = Object.fromEntries(
    Object.keys(request.message.headers)
      .filter(name => KEPT_HEADER.test(name))
      .map(name => [name, request.header(name)!]),
  )
  const encoding = request
    .header('content-encoding')
    ?.replace(/(^|,)\s*aws-chunked\s*(?=,|$)/g, '')
    .replace(/^,/, '')
    .trim()
  if (encoding) headers['content-encoding'] = encoding
  if (JSON.stringify(headers).length > MAX_HEADER_BYTES)
    throw new S3Error('InvalidArgument', 'The metadata is too large')
  return {
    contentType: request.header('content-type') ?? 'application/octet-stream',
    ...(Object.keys(headers).length > 0 && { headers }),
  }
}

async function putObject({ request, authenticated, store, key }: ObjectContext): Promise<Answer> {
  if (request.header('if-none-match') === '*' && (await store.head(key))) throw new S3Error('PreconditionFailed')
  const { size, content } = readBody(request, authenticated)
  const { etag } = await store.put(key, content, { ...describe(request), size })
  return { headers: { etag: quoted(etag) } }
}

async function copyObject({ request, store, bucket, key }: ObjectContext): Promise<Answer> {
  const source = decodeURIComponent(request.header('x-amz-copy-source')!.split('?')[0]!).replace(/^\//, '')
  if (!source.startsWith(`${bucket}/`)) throw new S3Error('NoSuchBucket')
  const from = await store.open(source.slice(bucket.length + 1))
  if (!from) throw new S3Error('NoSuchKey')
  const replaced = request.header('x-amz-metadata-directive') === 'REPLACE' ? describe(request) : {}
  const { etag } = await store.put(key, from.stream(), { ...from, ...replaced })
  return {
    xml: document('CopyObjectResult', [
      ['LastModified', new Date().toISOString()],
      ['ETag', quoted(etag)],
    ]),
  }
}

async function getObject({ request, response, store, key }: ObjectContext): Promise<Answer | undefined> {
  const file = await store.open(key)
  if (!file) throw new S3Error('NoSuchKey')
  let streaming = false
  try {
    const headers: Record<string, string> = {
      ...file.headers,
      'content-type': request.param('response-content-type') ?? file.contentType,
      etag: quoted(file.etag),
      'last-modified': new Date(file.lastModified).toUTCString(),
      'accept-ranges': 'bytes',
    }
    const disposition = request.param('response-content-disposition')
    if (disposition) headers['content-disposition'] = disposition
    if (unchanged(request, file)) return { status: 304, headers }
    const range = rangeOf(request.header('range'), file.size)
    const { start, end } = range ?? { start: 0, end: file.size - 1 }
    if (range) headers['content-range'] = `bytes ${start}-${end}/${file.size}`
    headers['content-length'] = String(end - start + 1)
    response.writeHead(range ? 206 : 200, headers)
    if (request.method === 'HEAD' || file.size === 0) {
      response.end()
      return undefined
    }
    streaming = true
    await pipeline(file.stream({ start, end }), response)
    return undefined
  } finally {
    if (!streaming) await file.close()
  }
}

/** @throws S3Error when the object is not as the request wants it. */
function unchanged(request: S3Request, { etag, lastModified }: FileInfo): boolean {
  const matches = (header: string) => header.split(',').some(one => ['*', etag].includes(unquoted(one.trim())))
  const [match, noneMatch] = [request.header('if-match'), request.header('if-none-match')]
  const seconds = Math.floor(lastModified / 1000) * 1000
  const [unmodified, modified] = ['if-unmodified-since', 'if-modified-since'].map(name =>
    Date.parse(request.header(name) ?? ''),
  ) as [number, number]
  if (match !== undefined ? !matches(match) : seconds > unmodified) throw new S3Error('PreconditionFailed')
  return noneMatch !== undefined ? matches(noneMatch) : seconds <= modified
}

/** One range of bytes; several, or something else, are passed over as HTTP allows. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (start >= size || (from === '' && Number(to) === 0)) throw new S3Error('InvalidRange')
  return end < start ? undefined : { start, end }
}

const MAX_DELETED = 1000

async function deleteObjects({ request, authenticated, store }: ObjectContext): Promise<Answer> {
  const wanted = readXml(await readText(request, authenticated), 'Delete')
  const objects = all(wanted, 'Object')
  if (objects.length === 0 || objects.length > MAX_DELETED) throw new S3Error('MalformedXML')
  const results: Element[] = []
  for (const object of objects) {
    const key = textOf(object, 'Key') ?? ''
    try {
      await store.remove(key)
      if (textOf(wanted, 'Quiet') !== 'true') results.push(['Deleted', [['Key', key]]])
    } catch (error) {
      const message = error instanceof Error ? error.message : ''
      results.push([
        'Error',
        [
          ['Key', key],
          ['Code', 'InvalidArgument'],
          ['Message', message],
        ],
      ])
    }
  }
  return { xml: document('DeleteResult', results) }
}

async function createUpload({ request, uploads, bucket, key }: ObjectContext): Promise<Answer> {
  const { id } = await uploads.create(key, describe(request))
  return {
    xml: document('InitiateMultipartUploadResult', [
      ['Bucket', bucket],
      ['Key', key],
      ['UploadId', id],
    ]),
  }
}

const MAX_PARTS = 10_000

async function uploadPart(context: ObjectContext): Promise<Answer> {
  const { request, authenticated, uploads } = context
  const number = Number(request.param('partNumber'))
  if (!(Number.isInteger(number) && number >= 1 && number <= MAX_PARTS))
    throw new S3Error('InvalidArgument', 'A part has a number from 1 to 10000')
  const upload = await uploadOf(context)
  const { size, content } = readBody(request, authenticated)
  const { etag } = await uploads.put(upload, number, content, size)
  return { headers: { etag: quoted(etag) } }
}

async function completeUpload(context: ObjectContext): Promise<Answer> {
  const { request, authenticated, uploads, store, bucket, key } = context
  const wanted = all(readXml(await readText(request, authenticated), 'CompleteMultipartUpload'), 'Part').map(part => ({
    number: Number(textOf(part, 'PartNumber')),
    etag: unquoted((textOf(part, 'ETag') ?? '').trim()),
  }))
  if (wanted.length === 0 || wanted.some(({ etag }) => !/^[0-9a-f]{32}$/.test(etag))) throw new S3Error('MalformedXML')
  // A client that did not hear the answer asks again.
  const etag = etagOfParts(wanted)
  if ((await store.head(key))?.etag !== etag) {
    const completed = await uploads.complete(await uploadOf(context), wanted)
    if (typeof completed === 'string') throw new S3Error(completed)
  }
  const location = `http://${request.header('host')}${request.path}`
  return {
    xml: document('CompleteMultipartUploadResult', [
      ['Location', location],
      ['Bucket', bucket],
      ['Key', key],
      ['ETag', quoted(etag)],
    ]),
  }
}

async function uploadOf({ request, uploads, key }: ObjectContext): Promise<Upload> {
  const upload = await uploads.find(request.param('uploadId') ?? '', key)
  if (!upload) throw new S3Error('NoSuchUpload')
  return upload
}

function readXml(text: string, root: string) {
  try {
    const node = parse(text)
    if (node.name === root) return node
  } catch {
    // Said below.
  }
  throw new S3Error('MalformedXML')
}
