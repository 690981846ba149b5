/** For those who run the server: is it alive, is it ready, how is it doing, what can it do. */
import { Type } from 'typebox'
import { isPrivileged } from '#platform/http/access.ts'
import { openApi } from '#platform/http/openapi.ts'
import { type HttpApp, outcome, route } from '#platform/http.ts'
import type { Metrics } from '#platform/metrics.ts'

export interface Operations {
  version: string
  metrics: Metrics
  /** What the server cannot do without, by name: `database`, `mqtt`. Each answers within a second. */
  dependencies: Record<string, () => boolean | Promise<boolean>>
  /** AsyncAPI of what devices say and hear, as JSON text. */
  asyncApi?: () => string
}

const Readiness = Type.Object({
  ready: Type.Boolean(),
  dependencies: Type.Optional(Type.Record(Type.String(), Type.Boolean())),
})
const tags = ['Operation']

export function operationRoutes(app: HttpApp, { version, metrics, dependencies, asyncApi }: Operations): void {
  app.addHook('onResponse', async (request, reply) => {
    metrics.request(request.method, reply.statusCode, reply.elapsedTime / 1000)
  })

  route(app, {
    method: 'GET',
    url: '/healthz',
    access: 'public',
    tags,
    summary: 'Alive: the process answers',
    handler: ({ reply }) => reply.type('text/plain').send('ok\n'),
  })

  route(app, {
    method: 'GET',
    url: '/readyz',
    access: 'public',
    tags,
    summary: 'Ready: 200, or 503; by dependency for this machine or an API key',
    data: Readiness,
    handler: async ({ request }) => {
      const entries = Object.entries(dependencies).map(async ([name, check]) => [name, await check()] as const)
      const states = Object.fromEntries(await Promise.all(entries))
      const ready = Object.values(states).every(Boolean)
      const data = { ready, ...((await isPrivileged(app.access, request)) && { dependencies: states }) }
      return ready ? data : outcome({ code: 503, message: 'Not ready', data, status: 503 })
    },
  })

  route(app, {
    method: 'GET',
    url: '/metrics',
    access: 'local',
    tags,
    summary: 'Prometheus metrics',
    handler: async ({ reply }) => reply.type(metrics.contentType).send(await metrics.text()),
  })

  let document: string | undefined
  route(app, {
    method: 'GET',
    url: '/openapi.json',
    access: 'public',
    tags,
    summary: 'This API as OpenAPI',
    handler: ({ reply }) => {
      document ??= JSON.stringify(openApi(app.declarations, version))
      return reply.type('application/json').send(document)
    },
  })

  if (!asyncApi) return
  route(app, {
    method: 'GET',
    url: '/asyncapi.json',
    access: 'public',
    tags,
    summary: 'What devices say and hear by MQTT, as AsyncAPI',
    handler: ({ reply }) => reply.type('application/json').send(asyncApi()),
  })
}
