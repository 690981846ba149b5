/** The HTTP server itself: limits, headers, errors, logs. It knows no feature. */
import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Caller } from '../auth/caller.ts'
import type { Config } from '../config.ts'
import { notFound } from '../errors.ts'
import type { Declaration } from '../http.ts'
import { type Logger, redactUrl } from '../log.ts'
import type { Tls } from '../tls.ts'
import type { AccessPorts } from './access.ts'
import { acceptJson } from './body.ts'
import { serveConsole } from './console.ts'
import { answerFailure } from './failures.ts'
import { setSecurityHeaders } from './headers.ts'
import { validateWithTypeBox } from './validation.ts'

declare module 'fastify' {
  interface FastifyInstance {
    access: AccessPorts
    /** Every route, for the documentation and for tests that walk over all. */
    declarations: Declaration[]
  }
  interface FastifyRequest {
    caller: Caller | undefined
  }
  interface FastifyContextConfig {
    access?: string
  }
}

export type HttpApp = FastifyInstance

export interface HttpOptions {
  config: Pick<Config, 'trustProxy' | 'allowedOrigins'>
  log: Logger
  access: AccessPorts
  tls?: Tls
  /** Folder of the built console, and the origins of tile servers that its page may load from. */
  console?: { folder: string; tileOrigins(): Promise<string[]> }
}

const BODY_LIMIT = 1024 * 1024
const API_PATH = /^\/(manage|map|wayline|media|storage|control)\/api\//

export async function createHttp({ config, log, access, tls, console: page }: HttpOptions): Promise<HttpApp> {
  const options = {
    loggerInstance: log.child({}, { serializers: { req: logged, res: () => undefined } }),
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustProxy ?? false,
    genReqId: () => randomBytes(6).toString('base64url'),
    rewriteUrl: (request: { url?: string }) => rewrite(request.url ?? '/'),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      void answerFailure(error, request, reply)
    },
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle' as const,
  }
  const app: HttpApp = tls
    ? (Fastify({ ...options, https: tls.current() }) as unknown as HttpApp)
    : (Fastify(options) as unknown as HttpApp)
  if (tls) tls.onChange(pair => (app.server as unknown as import('node:tls').Server).setSecureContext(pair))

  app.decorate('access', access)
  app.decorate('declarations', [])
  app.decorateRequest('caller', undefined)
  app.addHook('onRoute', ({ method, url, config: declared }) => {
    if (!declared?.access && method !== 'OPTIONS') throw new Error(`${method} ${url} does not say who may use it`)
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method, url, ip, caller } = request
    const entry = { method, url: redactUrl(url), status: reply.statusCode, ms: Math.round(reply.elapsedTime), ip }
    request.log[reply.statusCode >= 500 ? 'warn' : 'debug']({ ...entry, username: caller?.username }, 'request')
  })

  setSecurityHeaders(app, tls !== undefined)
  validateWithTypeBox(app)
  acceptJson(app)
  app.setErrorHandler(answerFailure)
  await app.register(cookie)
  await app.register(multipart)
  if (config.allowedOrigins.length > 0) {
    await app.register(cors, {
      origin: config.allowedOrigins,
      methods: ['GET', 'POST', 'PUT', 'DELETE'],
      allowedHeaders: ['content-type', 'authorization', 'x-auth-token', 'idempotency-key'],
      maxAge: 600,
    })
  }
  if (page) await serveConsole(app, page.folder, page.tileOrigins)
  else app.setNotFoundHandler((request, reply) => answerFailure(notFound('The address'), request, reply))
  return app
}

const logged = (request: FastifyRequest) => ({ method: request.method, url: redactUrl(request.url), ip: request.ip })

/** The demo's client leaves the workspace out of paths before it knows one, and starts queries with an empty part. */
function rewrite(url: string): string {
  const [path = '', query] = split(url)
  const filled = API_PATH.test(path) ? path.replaceAll('//', '/null/') : path
  return query === undefined ? filled : `${filled}?${query.replace(/^&+/, '')}`
}

function split(url: string): [string, string | undefined] {
  const at = url.indexOf('?')
  return at < 0 ? [url, undefined] : [url.slice(0, at), url.slice(at + 1)]
}
