/** Rows that tests below the API start from; what a test does not name gets a plain value. */
import type { Kysely } from 'kysely'
import type { Database } from '../../server/src/platform/database/schema.ts'

type Db = Kysely<Database>
/** Domain, type and sub-type as on the wire. */
export const DOCK = { domain: 3, type: 3, sub_type: 0 } as const
export const AIRCRAFT = { domain: 0, type: 100, sub_type: 1 } as const
export const REMOTE_CONTROLLER = { domain: 2, type: 174, sub_type: 0 } as const
export type Kind = typeof DOCK | typeof AIRCRAFT | typeof REMOTE_CONTROLLER

export async function seedWorkspace(db: Db, ...ids: string[]): Promise<void> {
  const now = Date.now()
  for (const id of ids)
    await db
      .insertInto('workspaces')
      .values({
        workspace_id: id,
        workspace_name: id,
        workspace_desc: '',
        platform_name: '',
        bind_code: id,
        created_at: now,
        updated_at: now,
        settings: '{}',
      })
      .execute()
}

/** A gateway's account at the broker. */
export async function seedGateway(
  db: Db,
  sn: string,
  { workspace_id = 'w1', password_hash = 'x' }: { workspace_id?: string; password_hash?: string } = {},
): Promise<void> {
  await db
    .insertInto('gateways')
    .values({ sn, workspace_id, name: sn, password_hash, created_at: Date.now() })
    .execute()
}

/** A device; with `behind`, attached to that gateway. */
export async function seedDevice(
  db: Db,
  sn: string,
  kind: Kind,
  { workspace_id = 'w1', behind }: { workspace_id?: string; behind?: string } = {},
): Promise<void> {
  const now = Date.now()
  await db
    .insertInto('devices')
    .values({ sn, workspace_id, ...kind, first_seen_at: now, nickname: sn })
    .execute()
  if (behind === undefined) return
  await db
    .insertInto('topology')
    .values({ gateway_sn: behind, device_sn: sn, attached: true, updated_at: now })
    .execute()
}
