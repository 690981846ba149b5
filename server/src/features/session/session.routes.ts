import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { tokenOf } from '#platform/http/access.ts'
import { type HttpApp, outcome, route } from '#platform/http.ts'
import { Nullable, RoleSchema } from '#platform/wire.ts'
import type { Client, DemoFlag, Refusal, SessionService } from './session.service.ts'

const COOKIE = 'rookery_refresh'
const COOKIE_PATH = '/manage/api/v1/sessions'
const COOKIE_SECONDS = 7 * 24 * 3600

const Username = Type.String({ minLength: 1, maxLength: 128 })
/** Long ones are refused before anything is computed from them. */
const Password = Type.String({ minLength: 1, maxLength: 256 })
const Workspace = Type.Object({ workspace_id: Type.String(), workspace_name: Type.String(), role: RoleSchema })
const SessionBody = Type.Object({
  access_token: Type.String(),
  expires_in: Type.Integer({ description: 'Seconds' }),
  user: Type.Object({
    user_id: Type.String(),
    username: Type.String(),
    instance_admin: Type.Boolean(),
    must_change_password: Type.Boolean(),
  }),
  workspace_id: Type.String({ description: "The session's current one; '' for a member of none" }),
  role: RoleSchema,
  site_ids: Nullable(Type.Array(Type.String())),
  workspaces: Type.Array(Workspace),
})
export const DemoUser = Type.Object({
  user_id: Type.String(),
  username: Type.String(),
  workspace_id: Type.String(),
  user_type: Type.Integer({ description: '1 web, 2 DJI Pilot 2' }),
  mqtt_username: Type.String(),
  mqtt_password: Type.String(),
  mqtt_addr: Type.String(),
  access_token: Type.Optional(Type.String()),
})

const tags = ['Sessions']

/** An outcome, not HTTP 401: DJI Pilot 2 leaves the cloud on that. The user is not told which of the two is wrong. */
const REFUSALS: Record<Refusal, { code: number; message: string }> = {
  wrong_credentials: { code: 401, message: 'The user name or the password is wrong' },
  no_workspace: { code: 401, message: 'The account belongs to no workspace' },
  wrong_account_type: {
    code: -1,
    message: 'The account type does not match: DJI Pilot 2 needs an account of the role pilot',
  },
}

export function sessionRoutes(app: HttpApp, sessions: SessionService, options: { secureCookie: boolean }) {
  const setCookie = (request: FastifyRequest, reply: FastifyReply, token: string | undefined) => {
    const secure = options.secureCookie || request.protocol === 'https'
    const attributes = { path: COOKIE_PATH, httpOnly: true, sameSite: 'strict', secure } as const
    if (token === undefined) reply.clearCookie(COOKIE, attributes)
    else reply.setCookie(COOKIE, token, { ...attributes, maxAge: COOKIE_SECONDS })
  }

  route(app, {
    method: 'POST',
    url: '/manage/api/v1/sessions',
    access: 'public',
    tags,
    summary: 'Sign in to the console',
    description: 'Sets the refresh token as an HttpOnly cookie. Code 401 (HTTP 200): wrong name or password.',
    body: Type.Object({ username: Username, password: Password }),
    data: SessionBody,
    handler: async ({ body, request, reply }) => {
      const { refused, opened, body: answer } = await sessions.signIn(body.username, body.password, clientOf(request))
      if (refused) return outcome(REFUSALS[refused])
      setCookie(request, reply, opened?.refreshToken)
      return answer
    },
  })

  route(app, {
    method: 'POST',
    url: '/manage/api/v1/sessions/refresh',
    access: 'public',
    tags,
    summary: 'A new access token, by the refresh cookie',
    data: SessionBody,
    handler: async ({ request, reply }) => {
      const { opened, body } = await sessions.refresh(request.cookies[COOKIE], clientOf(request))
      setCookie(request, reply, opened.refreshToken)
      return body
    },
  })

  route(app, {
    method: 'DELETE',
    url: '/manage/api/v1/sessions',
    access: 'session',
    tags,
    summary: 'Sign out',
    handler: async ({ caller, request, reply }) => {
      await sessions.signOut(caller)
      setCookie(request, reply, undefined)
      return undefined
    },
  })

  route(app, {
    method: 'POST',
    url: '/manage/api/v1/sessions/workspace',
    access: 'session',
    tags,
    summary: 'Make another workspace the current one',
    body: Type.Object({ workspace_id: Type.String() }),
    data: SessionBody,
    handler: ({ caller, body }) => sessions.enterWorkspace(caller, body.workspace_id),
  })

  route(app, {
    method: 'PUT',
    url: '/manage/api/v1/users/current/password',
    access: 'session',
    tags,
    summary: 'Change the own password; ends all other sessions of the user',
    body: Type.Object({ current_password: Password, new_password: Type.String() }),
    handler: async ({ caller, body }) =>
      (await sessions.changePassword(caller, body.current_password, body.new_password))
        ? undefined
        : outcome({ code: 401, message: 'The current password is wrong' }),
  })

  route(app, {
    method: 'POST',
    url: '/manage/api/v1/login',
    access: 'public',
    tags,
    summary: "Sign in as DJI's demo does; the token lasts 24 h",
    body: Type.Object({ username: Username, password: Password, flag: Type.Union([Type.Literal(1), Type.Literal(2)]) }),
    data: DemoUser,
    handler: async ({ body, request }) => {
      const { username, password, flag } = body
      const { refused, body: answer } = await sessions.signInDemo(
        username,
        password,
        flag as DemoFlag,
        clientOf(request),
      )
      return refused ? outcome(REFUSALS[refused]) : answer
    },
  })

  route(app, {
    method: 'POST',
    url: '/manage/api/v1/token/refresh',
    access: 'public',
    tags,
    summary: 'A new demo-style token for one that may have expired, while its session lives',
    data: DemoUser,
    handler: ({ request }) => sessions.renewDemo(tokenOf(request)),
  })
}

const clientOf = (request: FastifyRequest): Client => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
})
