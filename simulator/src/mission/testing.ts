/** What a mission needs of a cloud besides MQTT: KMZ files and an object store over HTTP. For tests of the simulator. */
import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Product } from '@rookery/thing-model'
import { type MissionIntent, plan, type RoutePoint, routeTemplate, writeKmz } from '@rookery/wpml'
import { offset, type Place } from '../devices/geo.ts'
import type { ScriptedCloud } from '../testing.ts'

export class ScriptedStore {
  /** Objects that were uploaded completely, by key. */
  readonly objects = new Map<string, Buffer>()
  /** Security tokens that it takes. */
  readonly tokens = new Set<string>()
  readonly #files = new Map<string, Uint8Array>()
  readonly #parts = new Map<string, Buffer[]>()
  readonly #server: Server
  #url = ''

  private constructor() {
    this.#server = createServer((request, response) => {
      const answer = (status: number, body: string | Uint8Array = '', headers = {}) =>
        response.writeHead(status, headers).end(body)
      void this.#serve(request, answer)
    })
  }

  static async start(cloud: ScriptedCloud): Promise<ScriptedStore> {
    const store = new ScriptedStore()
    await new Promise<void>(resolve => store.#server.listen(0, '127.0.0.1', resolve))
    store.#url = `http://127.0.0.1:${(store.#server.address() as AddressInfo).port}`
    cloud.answers.set('storage_config_get', () => ({ result: 0, output: store.config() }))
    return store
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>(resolve => this.#server.close(() => resolve()))
  }

  config(expire = 3600) {
    const security_token = randomUUID()
    this.tokens.add(security_token)
    return {
      ...{ provider: 'minio', endpoint: this.#url, region: 'us-east-1', bucket: 'media', object_key_prefix: 'ws/dock' },
      credentials: { access_key_id: 'key', access_key_secret: 'secret', security_token, expire },
    }
  }

  /** Makes a file available; gives what `flighttask_prepare` says of it. */
  publish(bytes: Uint8Array): { url: string; fingerprint: string } {
    const path = `/files/${randomUUID()}`
    this.#files.set(path, bytes)
    return { url: this.#url + path, fingerprint: createHash('md5').update(bytes).digest('hex') }
  }

  async #serve(
    request: IncomingMessage,
    answer: (status: number, body?: string | Uint8Array, headers?: object) => void,
  ) {
    const { pathname, searchParams } = new URL(request.url ?? '', this.#url)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const file = this.#files.get(pathname)
    if (file) return answer(200, file)
    const key = decodeURIComponent(pathname.replace('/media/', ''))
    const upload = searchParams.get('uploadId')
    if (!this.tokens.has(String(request.headers['x-amz-security-token'])))
      return answer(403, '<Error><Code>ExpiredToken</Code><Message>The token has expired</Message></Error>')
    if (request.method === 'POST' && searchParams.has('uploads')) {
      const id = randomUUID()
      this.#parts.set(id, [])
      return answer(200, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`)
    }
    const parts = this.#parts.get(upload ?? '')
    if (!parts) return answer(404)
    if (request.method === 'PUT') {
      parts.push(Buffer.concat(chunks))
      return answer(200, '', { etag: `"${parts.length}"` })
    }
    this.objects.set(key, Buffer.concat(parts))
    answer(200, `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`)
  }
}

const cameraOf = ({ cameras }: Product) => cameras![0]!.index

/** A square of `side` metres north-east of the place, with a photo at each corner, at 40 m. */
export async function squareKmz(
  home: Place,
  aircraft: Product,
  options: { side?: number; mission?: Partial<MissionIntent>; point?: Partial<RoutePoint> } = {},
): Promise<Uint8Array> {
  const { side = 60, mission, point } = options
  const photo = {
    actionActuatorFunc: 'takePhoto' as const,
    actionActuatorFuncParam: { payloadPositionIndex: 0, fileSuffix: '', useGlobalPayloadLensIndex: true },
  }
  const corners = [
    [0.2, 0.2],
    [1, 0.2],
    [1, 1],
    [0.2, 1],
  ] as const
  const template = routeTemplate(
    {
      aircraft: { type: aircraft.type, sub_type: aircraft.sub_type },
      payload: cameraOf(aircraft),
      takeOffSecurityHeight: 20,
      ...mission,
    },
    {
      height: 40,
      speed: 10,
      points: corners.map(([north, east]) => ({
        ...offset(home, north * side, east * side),
        actions: [photo],
        ...point,
      })),
    },
  )
  // `height` of a place is above the ellipsoid; the route's own height counts here.
  for (const placemark of template.Document.Folder[0]!.Placemark) {
    placemark.useGlobalHeight = true
    placemark.height = placemark.ellipsoidHeight = 40
  }
  return writeKmz((await plan(template)).kmz)
}
