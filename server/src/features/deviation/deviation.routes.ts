import { Type } from 'typebox'
import { type HttpApp, Paged, PageQuery, paging, route } from '#platform/http.ts'
import type { DeviationStore } from './deviation.store.ts'

export function deviationRoutes(app: HttpApp, store: DeviationStore) {
  route(app, {
    method: 'GET',
    url: '/manage/api/v1/workspaces/:workspace_id/deviations',
    access: 'viewer',
    tags: ['Devices'],
    summary: 'What devices send that is not as declared, latest first',
    query: PageQuery,
    data: Paged(
      Type.Object({
        product: Type.String(),
        firmware: Type.String(),
        topic: Type.String(),
        method: Type.String(),
        field: Type.String(),
        message: Type.String(),
        count: Type.Integer(),
        sample: Type.String(),
        first_seen: Type.Integer(),
        last_seen: Type.Integer(),
      }),
    ),
    handler: async ({ caller, query }) => {
      const page = paging(query)
      // Counted over all devices of the workspace, with a value of one of them.
      if (caller.siteIds !== null) return page.answer([], 0)
      const { rows, total } = await store.list(caller.workspaceId, page.limit, page.offset)
      return page.answer(
        rows.map(({ workspace_id: _, first_seen_at, last_seen_at, ...row }) => ({
          ...row,
          first_seen: first_seen_at,
          last_seen: last_seen_at,
        })),
        total,
      )
    },
  })
}
