/** Child process: clients that upload photos in parts, one after the other, as docks do. */
import { createHash, randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { encodePath, encodeQuery, signHeaders } from '../../server/src/platform/objects/s3/signature.ts'

export interface UploadOrder {
  endpoint: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  clients: number
  photos: number
  photoBytes: number
  partBytes: number
}

process.on('message', async (order: UploadOrder) => {
  const { clients, photos, photoBytes, partBytes } = order
  const photo = randomBytes(photoBytes)
  const parts = Array.from({ length: Math.ceil(photoBytes / partBytes) }, (_, n) => {
    const body = photo.subarray(n * partBytes, (n + 1) * partBytes)
    // Once, so that the load does not take the time of the server's core.
    return { body, hash: createHash('sha256').update(body).digest('hex') }
  })
  const agent = new Agent({ keepAlive: true })
  const started = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let n = 0; n < photos; n++) await upload(order, agent, `ws/SN${client}/${n}.jpg`, parts)
    }),
  )
  process.send!({ ms: performance.now() - started })
})

async function upload(
  order: UploadOrder,
  agent: Agent,
  key: string,
  parts: { body: Buffer<ArrayBuffer>; hash: string }[],
) {
  const id = /<UploadId>(.*?)</.exec(await send(order, agent, 'POST', key, [['uploads', '']]))![1]!
  const done: string[] = []
  for (const [at, part] of parts.entries()) {
    const query: [string, string][] = [
      ['partNumber', String(at + 1)],
      ['uploadId', id],
    ]
    await send(order, agent, 'PUT', key, query, part)
    const etag = createHash('md5').update(part.body).digest('hex')
    done.push(`<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`)
  }
  const body = Buffer.from(`<CompleteMultipartUpload>${done.join('')}</CompleteMultipartUpload>`)
  const hash = createHash('sha256').update(body).digest('hex')
  await send(order, agent, 'POST', key, [['uploadId', id]], { body, hash })
}

async function send(
  { endpoint, bucket, accessKeyId, secretAccessKey }: UploadOrder,
  agent: Agent,
  method: string,
  key: string,
  query: [string, string][],
  { body, hash } = { body: Buffer.alloc(0), hash: createHash('sha256').digest('hex') },
): Promise<string> {
  const path = `/${bucket}/${encodePath(key)}`
  const headers = signHeaders(
    { method, path, query, headers: { host: new URL(endpoint).host }, payload: hash },
    { accessKeyId, secretAccessKey, region: 'us-east-1', service: 's3' },
    Date.now(),
  )
  return new Promise((resolve, reject) => {
    const call = request(
      `${endpoint}${path}?${encodeQuery(query)}`,
      { method, agent, headers: { ...headers, 'content-length': body.length } },
      async answer => {
        const said = await text(answer)
        if (answer.statusCode === 200) resolve(said)
        else reject(new Error(`${method} ${answer.statusCode}: ${said}`))
      },
    )
    call.once('error', reject)
    call.end(body)
  })
}
