/**
 * What EMQX asks by HTTP: authentication and authorization in the request and response form of EMQX 5. The answers are
 * EMQX's, without our envelope, and a refusal is HTTP 200 too: on any other status EMQX goes on to its next rule.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { notFound } from '#platform/errors.ts'
import { type HttpApp, route } from '#platform/http.ts'
import type { BrokerAccess } from './broker.service.ts'

/** EMQX writes a value that it does not have as an empty text, or leaves it out. */
const Given = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]))
const Authentication = Type.Object({
  username: Given,
  password: Given,
  clientid: Given,
  peerhost: Given,
  proto_ver: Given,
})
const Authorization = Type.Object({
  username: Given,
  topic: Given,
  action: Given,
  credential: Type.Optional(
    Type.Union([Type.String(), Type.Number(), Type.Null()], {
      description: 'client_attrs.credential of the authentication',
    }),
  ),
})

/** Without a secret the routes do not exist. */
export function brokerRoutes(app: HttpApp, broker: BrokerAccess, secret: string | undefined) {
  if (secret === undefined) return
  const expected = digest(`Bearer ${secret}`)
  const check = (request: FastifyRequest) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) throw notFound('The page')
  }
  const tags = ['MQTT broker']

  route(app, {
    method: 'POST',
    url: '/mqtt/api/v1/auth',
    access: 'public',
    tags,
    summary: 'Whether a client may connect, asked by EMQX',
    description: 'Takes the secret of ROOKERY_MQTT_AUTH_SECRET as a bearer token.',
    body: Authentication,
    handler: async ({ body, request, reply }) => {
      check(request)
      const admission = await broker.admit(text(body.username), text(body.password), {
        clientId: text(body.clientid),
        address: text(body.peerhost),
        protocolVersion: Number(text(body.proto_ver)) || 0,
      })
      if (!admission.admitted) return reply.send({ result: 'deny' })
      const { superuser, credential } = admission
      return reply.send({
        result: 'allow',
        is_superuser: superuser,
        ...(credential !== undefined && { client_attrs: { credential } }),
      })
    },
  })

  route(app, {
    method: 'POST',
    url: '/mqtt/api/v1/acl',
    access: 'public',
    tags,
    summary: 'Whether a client may publish or subscribe, asked by EMQX',
    description: 'Takes the secret of ROOKERY_MQTT_AUTH_SECRET as a bearer token.',
    body: Authorization,
    handler: async ({ body, request, reply }) => {
      check(request)
      const { action } = body
      const allowed =
        (action === 'publish' || action === 'subscribe') &&
        (await broker.allows(text(body.username), action, text(body.topic), text(body.credential) || undefined))
      return reply.send({ result: allowed ? 'allow' : 'deny' })
    },
  })
}

const digest = (value: string) => createHash('sha256').update(value).digest()
/** Text of a placeholder: older EMQX writes `undefined` for what it does not have. */
const text = (value: string | number | null | undefined) =>
  value === undefined || value === null || value === 'undefined' ? '' : String(value)
