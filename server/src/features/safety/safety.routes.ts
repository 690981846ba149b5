import { Type } from 'typebox'
import type { Caller } from '#platform/auth/caller.ts'
import type { LaunchHoldRow } from '#platform/database/safety-tables.ts'
import { type HttpApp, route } from '#platform/http.ts'
import { Id, Nullable, Time } from '#platform/wire.ts'
import type { Holds } from './holds.ts'
import type { ReturnAll } from './return-all.ts'
import { holdView, returnView } from './safety.view.ts'

const Reason = Type.String({ maxLength: 500 })
const HoldView = Type.Object({
  hold_id: Type.String(),
  site_id: Nullable(Type.String()),
  reason: Type.String(),
  until: Nullable(Type.Integer()),
  username: Type.String(),
  created_at: Type.Integer(),
  released_at: Nullable(Type.Integer()),
  released_by: Nullable(Type.String()),
})
const ReturnView = Type.Object({
  return_id: Type.String(),
  site_id: Nullable(Type.String()),
  reason: Type.String(),
  username: Type.String(),
  hold_id: Nullable(Type.String()),
  created_at: Type.Integer(),
  aircraft: Type.Array(
    Type.Object({
      sn: Type.String(),
      gateway_sn: Nullable(Type.String()),
      state: Type.String({ description: 'sent, accepted, returning, landed, refused or no_answer' }),
      result: Nullable(Type.Integer()),
      message: Nullable(Type.String()),
      command_id: Nullable(Type.String()),
      at: Type.Integer({ description: 'Of the state' }),
      times: Type.Any({ description: 'When each state was reached, epoch ms' }),
    }),
  ),
})

export function safetyRoutes(app: HttpApp, { holds, returnAll }: { holds: Holds; returnAll: ReturnAll }) {
  const workspace = '/control/api/v1/workspaces/:workspace_id'
  const tags = ['Safety']

  route(app, {
    method: 'GET',
    url: `${workspace}/holds`,
    access: 'viewer',
    tags,
    summary: 'Holds that keep launches back now',
    data: Type.Object({ list: Type.Array(HoldView) }),
    handler: async ({ caller }: { caller: Caller }) => ({
      list: (await holds.list(caller)).map((hold: LaunchHoldRow) => holdView(hold)),
    }),
  })

  route(app, {
    method: 'POST',
    url: `${workspace}/holds`,
    access: 'pilot',
    tags,
    summary: 'Hold launches of the workspace or of one site',
    body: Type.Object({
      site_id: Type.Optional(Nullable(Id)),
      reason: Type.String({ minLength: 1, maxLength: 500 }),
      until: Type.Optional(Nullable(Time)),
    }),
    data: HoldView,
    handler: async ({ caller, body }) =>
      holdView(
        await holds.put(caller, { siteId: body.site_id ?? null, reason: body.reason, until: body.until ?? null }),
      ),
  })

  route(app, {
    method: 'DELETE',
    url: `${workspace}/holds/:hold_id`,
    access: 'operator',
    tags,
    summary: 'Let launches go on',
    data: HoldView,
    handler: async ({ caller, params }) => holdView(await holds.release(caller, params.hold_id!)),
  })

  route(app, {
    method: 'POST',
    url: `${workspace}/return-all`,
    access: 'pilot',
    tags,
    summary: 'Send every aircraft in the air home, at once',
    description:
      'Answers as soon as the commands are on their way; `return_all` tells each change. Each call is a new set of ' +
      'commands. Refused by nothing: neither old telemetry nor a database that is down.',
    body: Type.Optional(
      Type.Object({
        site_id: Type.Optional(Nullable(Id)),
        reason: Type.Optional(Reason),
        hold: Type.Optional(Type.Boolean({ description: 'Holds launches too' })),
      }),
    ),
    data: ReturnView,
    handler: async ({ caller, body }) =>
      returnView(
        await returnAll.press(caller, {
          siteId: body?.site_id ?? null,
          reason: body?.reason ?? '',
          hold: body?.hold ?? false,
        }),
      ),
  })

  route(app, {
    method: 'GET',
    url: `${workspace}/return-all`,
    access: 'viewer',
    tags,
    summary: 'The latest uses of Return all, newest first',
    data: Type.Object({ list: Type.Array(ReturnView) }),
    handler: async ({ caller }) => ({ list: (await returnAll.list(caller)).map(returnView) }),
  })

  route(app, {
    method: 'GET',
    url: `${workspace}/return-all/:return_id`,
    access: 'viewer',
    tags,
    summary: 'What became of each aircraft',
    data: ReturnView,
    handler: async ({ caller, params }) => returnView(await returnAll.get(caller, params.return_id!)),
  })
}
