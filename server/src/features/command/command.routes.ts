import { Type } from 'typebox'
import type { Directory } from '#link/directory.ts'
import { visibleSns } from '#link/visible.ts'
import { badRequest, notFound } from '#platform/errors.ts'
import { type HttpApp, outcome, Paged, PageQuery, paging, route } from '#platform/http.ts'
import { actorOf } from './actor.ts'
import type { Commands } from './command.service.ts'
import type { CommandStore } from './command.store.ts'
import { CommandView, commandView, SendAnswer, sendAnswer } from './command.view.ts'
import { idempotencyKey } from './idempotency.ts'

export function commandRoutes(
  app: HttpApp,
  { commands, store, directory }: { commands: Commands; store: CommandStore; directory: Directory },
) {
  route(app, {
    method: 'POST',
    url: '/control/api/v1/devices/:sn/services/:method',
    access: 'pilot',
    tags: ['Commands'],
    summary: 'Send any declared service to a device',
    description:
      'The body is the `data` of the service as AsyncAPI declares it. An aircraft is reached through its gateway. ' +
      'Motion takes an `Idempotency-Key` header; without one the same method is refused for 10 s. 202: the device has ' +
      'not answered within 10 s; the command is never repeated.',
    params: Type.Object({ sn: Type.String(), method: Type.String() }),
    body: Type.Optional(Type.Any()),
    data: SendAnswer,
    handler: async ({ caller, params, body, request }) =>
      sendAnswer(
        await commands.send({
          actor: actorOf(caller),
          sn: params.sn,
          method: params.method,
          data: body,
          idempotencyKey: idempotencyKey(request),
        }),
      ),
  })

  route(app, {
    method: 'PUT',
    url: '/manage/api/v1/devices/:workspace_id/devices/:device_sn/property',
    access: 'pilot',
    tags: ['Devices'],
    summary: 'Set properties of a device, result per property',
    body: Type.Record(Type.String(), Type.Any()),
    data: Type.Any(),
    handler: async ({ caller, params, body, request }) => {
      if (typeof body !== 'object' || body === null || Array.isArray(body))
        throw badRequest('The body must be an object of properties')
      const sent = await commands.setProperties({
        actor: actorOf(caller),
        sn: params.device_sn!,
        data: body,
        idempotencyKey: idempotencyKey(request),
      })
      if (sent.result === null) return sendAnswer(sent)
      const { message } = sendAnswer(sent)
      return outcome({ code: sent.result, message, data: sent.data })
    },
  })

  route(app, {
    method: 'GET',
    url: '/manage/api/v1/workspaces/:workspace_id/commands',
    access: 'viewer',
    tags: ['Commands'],
    summary: 'Commands sent to devices of the workspace, newest first',
    query: Type.Interface([PageQuery], {
      device_sn: Type.Optional(Type.String()),
      method: Type.Optional(Type.String()),
      state: Type.Optional(Type.String()),
    }),
    data: Paged(CommandView),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      const { rows, total } = await store.list(
        {
          workspaceId: caller.workspaceId,
          sns: visibleSns(directory, caller),
          deviceSn: query.device_sn,
          method: query.method,
          state: query.state,
        },
        page.limit,
        page.offset,
      )
      return page.answer(rows.map(commandView), total)
    },
  })

  route(app, {
    method: 'GET',
    url: '/manage/api/v1/workspaces/:workspace_id/commands/:command_id',
    access: 'viewer',
    tags: ['Commands'],
    summary: 'One command',
    data: CommandView,
    handler: async ({ caller, params }) => {
      const command = await store.find(params.command_id!)
      const visible = visibleSns(directory, caller)
      if (!command || command.workspace_id !== caller.workspaceId || (visible && !visible.includes(command.device_sn)))
        throw notFound('The command')
      return commandView(command)
    },
  })
}
