/**
 * How a feature declares a route. What is declared here is checked, authorized, documented and answered in the one
 * envelope `{code, message, data}`; a handler sees only requests that may reach it.
 *
 * @example
 * route(app, {
 *   method: 'GET', url: '/manage/api/v1/workspaces/:workspace_id/sites', access: 'viewer', tags: ['Sites'],
 *   summary: 'Sites of the workspace', query: PageQuery, data: Paged(Site),
 *   handler: ({ caller, query }) => sites.list(caller, query),
 * })
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import type { Caller, Role } from './auth/caller.ts'
import { authorize } from './http/access.ts'
import type { HttpApp } from './http/server.ts'

export { createHttp, type HttpApp, type HttpOptions } from './http/server.ts'

/**
 * `public`: anybody. `local`: this machine itself, or an API key. `session`: anybody signed in. A role: a member with at
 * least that role of the workspace that the path names, or of the device's that it names, else of the session's own.
 */
export type Access = 'public' | 'local' | 'session' | Role | 'instance-admin'

export interface Context<A extends Access, P, Q, B> {
  /** Absent where nobody need be signed in. */
  caller: A extends 'public' | 'local' ? Caller | undefined : Caller
  params: P
  query: Q
  body: B
  request: FastifyRequest
  reply: FastifyReply
}

type Of<S, Otherwise> = S extends TSchema ? Static<S> : Otherwise

export interface Route<A extends Access, P, Q, B, D> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /**
   * `:workspace_id` is the workspace that authorizes; 'null' and '' there mean the session's. `:device_sn` or `:sn` is
   * a device, which must be in a workspace of the caller and at one of his sites.
   */
  url: string
  access: A
  /** An instance admin passes without being a member of the workspace. */
  instanceAdmin?: boolean
  tags: string[]
  summary: string
  description?: string
  params?: P
  query?: Q
  body?: B
  /** Fields of a form that the handler reads itself, instead of a body; for the documentation. */
  form?: TSchema
  /** Shape of the envelope's `data`; absent: ''. */
  data?: D
  /** Bytes; 1 MiB when absent. */
  bodyLimit?: number
  /**
   * Returns the envelope's data, or an `outcome`, or the reply itself when it has answered on its own.
   * @throws AppError
   */
  handler(
    context: Context<A, Of<P, Record<string, string>>, Of<Q, Record<string, unknown>>, Of<B, unknown>>,
  ): Answer<Of<D, unknown>>
}
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without data returns nothing
type Returned<T> = T | Outcome | FastifyReply | undefined | void
type Answer<T> = Returned<T> | Promise<Returned<T>>

/** An answer whose envelope says more than success: business outcomes stay HTTP 200 with a code of their own. */
export class Outcome {
  readonly code: number
  readonly message: string
  readonly data: unknown
  readonly status: number

  constructor(fields: { code: number; message: string; data?: unknown; status?: number }) {
    this.code = fields.code
    this.message = fields.message
    this.data = fields.data
    this.status = fields.status ?? 200
  }
}
export const outcome = (fields: { code: number; message: string; data?: unknown; status?: number }) =>
  new Outcome(fields)

export const Envelope = (data: TSchema) => Type.Object({ code: Type.Integer(), message: Type.String(), data })

/** Query of every paged list. */
export const PageQuery = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})

export const Paged = <T extends TSchema>(item: T) =>
  Type.Object({
    list: Type.Array(item),
    pagination: Type.Object({ page: Type.Integer(), page_size: Type.Integer(), total: Type.Integer() }),
  })

/** Turns a page query into what a store takes, and rows into the wire form. */
export function paging(query: { page?: number; page_size?: number }) {
  const page = query.page ?? 1
  const pageSize = query.page_size ?? 50
  return {
    limit: pageSize,
    offset: (page - 1) * pageSize,
    answer: <T>(list: T[], total: number) => ({ list, pagination: { page, page_size: pageSize, total } }),
  }
}

export function route<
  A extends Access,
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
  D extends TSchema | undefined = undefined,
>(app: HttpApp, declared: Route<A, P, Q, B, D>): void {
  const { method, url, access, params, query, body, bodyLimit, handler } = declared
  app.declarations.push(declared as unknown as Declaration)
  app.route({
    method,
    url,
    bodyLimit,
    config: { access },
    schema: { ...(params && { params }), ...(query && { querystring: query }), ...(body && { body }) },
    onRequest: async request => {
      request.caller = await authorize(app.access, declared, request)
    },
    handler: async (request, reply) => {
      const answer = await handler({
        caller: request.caller as never,
        params: request.params as never,
        query: request.query as never,
        body: request.body as never,
        request,
        reply,
      })
      // A reply is a promise of itself, so what comes back does not tell that the handler answered on its own.
      if (reply.sent) return reply
      if (answer instanceof Outcome) {
        return reply.code(answer.status).send({ code: answer.code, message: answer.message, data: answer.data })
      }
      return reply.send({ code: 0, message: 'success', data: answer ?? '' })
    },
  })
}

/** A route as the documentation and the tests of authorization read it. */
export type Declaration = Route<
  Access,
  TSchema | undefined,
  TSchema | undefined,
  TSchema | undefined,
  TSchema | undefined
>
