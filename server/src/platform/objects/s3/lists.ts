/** Listings: of objects in both versions of the request, of uploads, of parts. */
import type { Part } from '../folder/uploads.ts'
import { S3Error } from './errors.ts'
import type { Context, ObjectContext } from './operations.ts'
import type { S3Request } from './request.ts'
import { encodePath } from './signature.ts'
import { document, type Element, OWNER } from './xml.ts'

const MAX_ENTRIES = 1000
/** Behind everything that begins with what stands before it. */
const LAST = '\u{10ffff}'

const time = (ms: number) => new Date(ms).toISOString()
const quoted = (etag: string) => `"${etag}"`

function limitOf(request: S3Request, name: string): number {
  const text = request.param(name)
  if (text === undefined || text === '') return MAX_ENTRIES
  if (!/^\d{1,9}$/.test(text)) throw new S3Error('InvalidArgument', `${name} must be a number`)
  return Math.min(Number(text), MAX_ENTRIES)
}

/** Names as the client asked to have them. */
function namer(request: S3Request): (text: string) => string {
  return request.param('encoding-type') === 'url' ? encodePath : text => text
}

export async function listObjects({ request, store, bucket }: Context): Promise<string> {
  const second = request.param('list-type') === '2'
  const name = namer(request)
  const [prefix, delimiter] = [request.param('prefix') ?? '', request.param('delimiter') ?? '']
  const limit = limitOf(request, 'max-keys')
  const token = request.param('continuation-token')
  const from = second
    ? token === undefined
      ? (request.param('start-after') ?? '')
      : Buffer.from(token, 'base64url').toString()
    : (request.param('marker') ?? '')

  const entries: Element[] = []
  const prefixes: Element[] = []
  let last = from
  let truncated = false
  // A group of keys is passed over at once, by going on behind it.
  walking: for (let after = from; ; ) {
    let group: string | undefined
    for await (const { key, size, lastModified } of store.list(prefix, after)) {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      group = at < 0 ? undefined : key.slice(0, at + delimiter.length)
      if (group !== undefined && from.startsWith(group)) break
      if (entries.length + prefixes.length >= limit) {
        truncated = limit > 0
        break walking
      }
      if (group !== undefined) {
        prefixes.push(['CommonPrefixes', [['Prefix', name(group)]]])
        last = group + LAST
        break
      }
      last = key
      const info = await store.head(key)
      if (!info) continue
      entries.push([
        'Contents',
        [
          ['Key', name(key)],
          ['LastModified', time(lastModified)],
          ['ETag', quoted(info.etag)],
          ['Size', size],
          ['StorageClass', 'STANDARD'],
          ...(second ? [] : [['Owner', OWNER] satisfies Element]),
        ],
      ])
    }
    if (group === undefined) break
    after = group + LAST
  }
  return document('ListBucketResult', [
    ['Name', bucket],
    ['Prefix', name(prefix)],
    ...(delimiter ? [['Delimiter', name(delimiter)] satisfies Element] : []),
    ...(second
      ? ([
          ['KeyCount', entries.length + prefixes.length],
          ...(token === undefined ? [] : [['ContinuationToken', token] satisfies Element]),
          ...(truncated ? [['NextContinuationToken', Buffer.from(last).toString('base64url')] satisfies Element] : []),
        ] satisfies Element[])
      : ([
          ['Marker', name(from)],
          ...(truncated ? [['NextMarker', name(last)] satisfies Element] : []),
        ] satisfies Element[])),
    ['MaxKeys', limit],
    ...(request.param('encoding-type') === 'url' ? [['EncodingType', 'url'] satisfies Element] : []),
    ['IsTruncated', truncated],
    ...entries,
    ...prefixes,
  ])
}

export async function listUploads({ request, uploads, bucket }: Context): Promise<string> {
  const name = namer(request)
  const prefix = request.param('prefix') ?? ''
  const limit = limitOf(request, 'max-uploads')
  const [keyMarker, idMarker] = [request.param('key-marker') ?? '', request.param('upload-id-marker') ?? '']
  const found = await uploads.list(prefix)
  const marked = found.findIndex(({ key, id }) => key === keyMarker && id === idMarker)
  const rest = marked >= 0 ? found.slice(marked + 1) : found.filter(({ key }) => keyMarker === '' || key > keyMarker)
  const shown = rest.slice(0, limit)
  const last = shown.at(-1)
  return document('ListMultipartUploadsResult', [
    ['Bucket', bucket],
    ['Prefix', name(prefix)],
    ['KeyMarker', name(keyMarker)],
    ['UploadIdMarker', idMarker],
    ['NextKeyMarker', last ? name(last.key) : ''],
    ['NextUploadIdMarker', last?.id ?? ''],
    ['MaxUploads', limit],
    ['IsTruncated', shown.length < rest.length],
    ...shown.map(
      ({ key, id, initiated }): Element => [
        'Upload',
        [
          ['Key', name(key)],
          ['UploadId', id],
          ['Initiated', time(initiated)],
          ['StorageClass', 'STANDARD'],
        ],
      ],
    ),
  ])
}

export function listParts({ request, bucket, key }: ObjectContext, parts: Part[]): string {
  const limit = limitOf(request, 'max-parts')
  const marker = Number(request.param('part-number-marker') || 0)
  const rest = parts.filter(({ number }) => number > marker)
  const shown = rest.slice(0, limit)
  return document('ListPartsResult', [
    ['Bucket', bucket],
    ['Key', namer(request)(key)],
    ['UploadId', request.param('uploadId') ?? ''],
    ['PartNumberMarker', marker],
    ['NextPartNumberMarker', shown.at(-1)?.number ?? 0],
    ['MaxParts', limit],
    ['IsTruncated', shown.length < rest.length],
    ['StorageClass', 'STANDARD'],
    ...shown.map(
      ({ number, size, etag, lastModified }): Element => [
        'Part',
        [
          ['PartNumber', number],
          ['LastModified', time(lastModified)],
          ['ETag', quoted(etag)],
          ['Size', size],
        ],
      ],
    ),
  ])
}
