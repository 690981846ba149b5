import { Type } from 'typebox'
import { type HttpApp, Paged, PageQuery, paging, route } from '#platform/http.ts'
import type { Alarms } from './alarm.service.ts'
import { AlarmLevelSchema, AlarmView, alarmView } from './alarm.view.ts'
import { ALARM_KINDS } from './kinds.ts'

const Rule = Type.Object({
  kind: Type.String(),
  level: AlarmLevelSchema,
  sound: Type.Boolean(),
  enabled: Type.Boolean(),
})
const RuleChange = Type.Object({
  kind: Type.String({ maxLength: 64 }),
  level: Type.Optional(AlarmLevelSchema),
  sound: Type.Optional(Type.Boolean()),
  enabled: Type.Optional(Type.Boolean()),
})

export function alarmRoutes(app: HttpApp, alarms: Alarms) {
  const workspace = '/manage/api/v1/workspaces/:workspace_id'
  const url = `${workspace}/alarms`
  const tags = ['Alarms']

  route(app, {
    method: 'GET',
    url,
    access: 'viewer',
    tags,
    summary: 'Alarms of the workspace, newest first',
    query: Type.Interface([PageQuery], {
      state: Type.Optional(Type.Enum(['active', 'past'])),
      level: Type.Optional(AlarmLevelSchema),
      kind: Type.Optional(Type.String()),
      sn: Type.Optional(Type.String({ description: 'Of the device or of its gateway' })),
      flight_id: Type.Optional(Type.String()),
    }),
    data: Paged(AlarmView),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      const { state, level, kind, sn, flight_id: flightId } = query
      const filter = { workspaceId: caller.workspaceId, siteIds: caller.siteIds, state, level, kind, sn, flightId }
      const { rows, total } = await alarms.list(filter, page.limit, page.offset)
      return page.answer(rows.map(alarmView), total)
    },
  })

  route(app, {
    method: 'GET',
    url: `${url}/summary`,
    access: 'viewer',
    tags,
    summary: 'How many active alarms nobody has acknowledged, by level',
    data: Type.Object({ critical: Type.Integer(), warning: Type.Integer(), notice: Type.Integer() }),
    handler: ({ caller }) => alarms.summary(caller),
  })

  route(app, {
    method: 'GET',
    url: `${url}/:alarm_id`,
    access: 'viewer',
    tags,
    summary: 'One alarm',
    data: AlarmView,
    handler: async ({ caller, params }) => alarmView(await alarms.get(caller, params.alarm_id!)),
  })

  route(app, {
    method: 'POST',
    url: `${url}/:alarm_id/acknowledge`,
    access: 'pilot',
    tags,
    summary: 'Say that somebody has seen it; it ends by its cause alone',
    body: Type.Optional(Type.Object({ note: Type.Optional(Type.String({ maxLength: 1000 })) })),
    data: AlarmView,
    handler: async ({ caller, params, body }) =>
      alarmView(await alarms.acknowledge(caller, params.alarm_id!, body?.note ?? null)),
  })

  route(app, {
    method: 'GET',
    url: `${workspace}/alarm-rules`,
    access: 'viewer',
    tags,
    summary: 'Level and sound of every kind of alarm in this workspace, and what each kind is',
    data: Type.Object({ list: Type.Array(Rule), kinds: Type.Any({ description: 'The kinds as data, by name' }) }),
    handler: async ({ caller }) => ({ list: await alarms.rules(caller.workspaceId), kinds: ALARM_KINDS }),
  })

  route(app, {
    method: 'PUT',
    url: `${workspace}/alarm-rules`,
    access: 'admin',
    tags,
    summary: 'Change level, sound or presence of some kinds of alarm',
    body: Type.Object({ rules: Type.Array(RuleChange, { maxItems: 200 }) }),
    data: Type.Object({ list: Type.Array(Rule) }),
    handler: async ({ caller, body }) => ({ list: await alarms.setRules(caller, body.rules) }),
  })
}
