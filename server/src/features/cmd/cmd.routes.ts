/** Remote debug on the demo's path: job identifiers are methods of the page `cmd`. */
import { METHODS } from '@rookery/thing-model'
import { Type } from 'typebox'
import { notFound } from '#platform/errors.ts'
import { type HttpApp, route } from '#platform/http.ts'
import { actorOf, type Commands, idempotencyKey, SendAnswer, sendAnswer } from '../command/index.ts'

/** The demo also sends these two by its remote-debug route. */
const ALSO = new Set(['return_home', 'return_home_cancel'])

/** The demo calls the argument of every switch `action`. */
const asDeclared = (method: string, body: unknown): unknown => {
  const { action, ...rest } = (body ?? {}) as { action?: unknown }
  return method === 'sdr_workmode_switch' && action !== undefined ? { link_workmode: action, ...rest } : body
}

export function cmdRoutes(app: HttpApp, commands: Commands) {
  route(app, {
    method: 'POST',
    url: '/control/api/v1/devices/:sn/jobs/:service_identifier',
    access: 'pilot',
    tags: ['Remote debug'],
    summary: 'Start a remote-debug job of a dock',
    description:
      'Progress comes over the WebSocket with the job identifier as biz_code. Body: `{"action": 1}` for switches.',
    params: Type.Object({ sn: Type.String(), service_identifier: Type.String() }),
    body: Type.Optional(Type.Any()),
    data: SendAnswer,
    handler: async ({ caller, params, body, request }) => {
      const method = METHODS.get(params.service_identifier)
      if (!method?.services || (method.page !== 'cmd' && !ALSO.has(method.name)))
        throw notFound(`The remote-debug job ${params.service_identifier}`)
      return sendAnswer(
        await commands.send({
          actor: actorOf(caller),
          sn: params.sn,
          method: method.name,
          data: asDeclared(method.name, body),
          idempotencyKey: idempotencyKey(request),
        }),
      )
    },
  })
}
