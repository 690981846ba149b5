import { Type } from 'typebox'
import { type HttpApp, Paged, PageQuery, paging, route } from '#platform/http.ts'
import { Time } from '#platform/wire.ts'
import type { AuditLog } from './audit.store.ts'

const Entry = Type.Object({
  time: Time,
  username: Type.String(),
  action: Type.String(),
  target: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
  address: Type.String(),
  result: Type.String(),
})

export function auditRoutes(app: HttpApp, log: AuditLog) {
  route(app, {
    method: 'GET',
    url: '/manage/api/v1/workspaces/:workspace_id/audit',
    access: 'admin',
    tags: ['Audit'],
    summary: 'Who did what, newest first',
    query: Type.Interface([PageQuery], {
      action: Type.Optional(Type.String()),
      username: Type.Optional(Type.String()),
    }),
    data: Paged(Entry),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      const { action, username } = query
      const { rows, total } = await log.list({ workspaceId: caller.workspaceId, action, username }, page)
      return page.answer(rows, total)
    },
  })
}
