import { type Kysely, sql, type Transaction } from 'kysely'
import { storable, toJson } from '#link/link.store.ts'
import type { Database } from '#platform/database/schema.ts'

type Db = Kysely<Database> | Transaction<Database>

export interface TopologyEntry {
  sn: string
  domain: number
  type: number
  sub_type: number
  thing_version: string | null
  index: string | null
}

/** Far above what any product sends. */
const MAX_STATE_LENGTH = 256 * 1024

export const deviceStore = (db: Kysely<Database>) => ({
  /**
   * Writes what an update_topo says: the gateway, its sub devices and which of them are attached now. Sub devices
   * bound to another workspace are left alone; they are returned. A sub device bound nowhere joins its gateway's.
   */
  async saveTopology(trx: Db, gateway: TopologyEntry, children: TopologyEntry[], now: number): Promise<string[]> {
    const { workspace_id: workspaceId } = (await upsertDevice(trx, gateway, 'any', now))!
    const refused: string[] = []
    for (const child of children) {
      if (!(await upsertDevice(trx, child, workspaceId, now))) {
        refused.push(child.sn)
        continue
      }
      await trx
        .insertInto('topology')
        .values({
          gateway_sn: gateway.sn,
          device_sn: child.sn,
          device_index: child.index,
          attached: true,
          updated_at: now,
        })
        .onConflict(c =>
          c
            .columns(['gateway_sn', 'device_sn'])
            .doUpdateSet({ device_index: child.index, attached: true, updated_at: now }),
        )
        .execute()
    }
    const attached = children.map(c => c.sn).filter(sn => !refused.includes(sn))
    await trx
      .updateTable('topology')
      .set({ attached: false, updated_at: now })
      .where('gateway_sn', '=', gateway.sn)
      .where('attached', '=', true)
      .$if(attached.length > 0, q => q.where('device_sn', 'not in', attached))
      .execute()
    return refused
  },

  async mergeState(trx: Db, sn: string, state: Record<string, unknown>, now: number) {
    await trx
      .insertInto('device_latest')
      .values({ sn, osd: '{}', osd_at: null, state: toJson(state), state_at: now })
      .onConflict(c =>
        c.column('sn').doUpdateSet({
          // No device has that many properties: new ones are ignored rather than filling the disk.
          state: sql`case when length((device_latest.state || excluded.state)::text) > ${MAX_STATE_LENGTH}
            then device_latest.state else device_latest.state || excluded.state end`,
          state_at: now,
        }),
      )
      .execute()
    const firmware = state.firmware_version
    if (typeof firmware === 'string' && firmware !== '')
      await trx
        .updateTable('devices')
        .set({ firmware_version: storable(firmware.slice(0, 64)) })
        .where('sn', '=', sn)
        .execute()
  },

  async update(sn: string, values: { nickname?: string; site_id?: string | null; tags?: string[] }) {
    await db.updateTable('devices').set(values).where('sn', '=', sn).execute()
  },

  async setOutOfService(sn: string, mark: { reason: string; by: string; until: number | null } | null) {
    await db
      .updateTable('devices')
      .set({
        out_of_service_reason: mark?.reason ?? null,
        out_of_service_by: mark?.by ?? null,
        out_of_service_until: mark?.until ?? null,
      })
      .where('sn', '=', sn)
      .execute()
  },

  /** Binds devices to a workspace; their topology rights elsewhere end. Rows are made where they are missing. */
  async bind(
    trx: Db,
    devices: { sn: string; domain: number; type: number; sub_type: number; nickname?: string }[],
    workspaceId: string,
    by: string,
    now: number,
  ) {
    for (const { nickname, ...device } of devices) {
      await trx
        .insertInto('devices')
        .values({
          ...device,
          workspace_id: workspaceId,
          nickname: nickname ?? device.sn,
          bound_at: now,
          bound_by: by,
          first_seen_at: now,
        })
        .onConflict(c =>
          c.column('sn').doUpdateSet({
            workspace_id: workspaceId,
            bound_at: now,
            bound_by: by,
            ...(nickname ? { nickname } : {}),
          }),
        )
        .execute()
      await sql`
        delete from topology using devices gateway
        where topology.device_sn = ${device.sn} and gateway.sn = topology.gateway_sn
          and gateway.workspace_id is distinct from ${workspaceId}`.execute(trx)
    }
  },

  /** Unbinds a device and the aircraft that only it carried. Returns the serial numbers that changed. */
  async unbind(sn: string): Promise<string[]> {
    return db.transaction().execute(async trx => {
      const { rows: children } = await sql<{ device_sn: string }>`
        select device_sn from topology t where gateway_sn = ${sn}
          and not exists (select from topology o where o.device_sn = t.device_sn and o.gateway_sn <> ${sn})`.execute(
        trx,
      )
      const sns = [sn, ...children.map(c => c.device_sn)]
      await trx
        .deleteFrom('topology')
        .where(eb => eb.or([eb('gateway_sn', '=', sn), eb('device_sn', '=', sn)]))
        .execute()
      await trx
        .updateTable('devices')
        .set({ workspace_id: null, bound_at: null, bound_by: null, site_id: null, tags: [] })
        .where('sn', 'in', sns)
        .execute()
      return sns
    })
  },
})
export type DeviceStore = ReturnType<typeof deviceStore>

/** Nothing comes back, and nothing is changed, when the device is bound to a workspace other than the given one. */
async function upsertDevice(trx: Db, device: TopologyEntry, of: string | null | 'any', now: number) {
  const { sn, domain, type, sub_type, thing_version } = device
  const workspaceId = of === 'any' ? null : of
  return trx
    .insertInto('devices')
    .values({
      sn,
      domain,
      type,
      sub_type,
      thing_version,
      nickname: sn,
      workspace_id: workspaceId,
      bound_at: workspaceId === null ? null : now,
      first_seen_at: now,
      last_seen_at: now,
    })
    .onConflict(c =>
      c
        .column('sn')
        .doUpdateSet(eb => ({
          domain,
          type,
          sub_type,
          thing_version,
          last_seen_at: now,
          workspace_id: eb.fn.coalesce('devices.workspace_id', 'excluded.workspace_id'),
          bound_at: eb.fn.coalesce('devices.bound_at', 'excluded.bound_at'),
        }))
        .where(eb =>
          of === 'any'
            ? eb.lit(true)
            : eb.or([eb('devices.workspace_id', 'is', null), eb('devices.workspace_id', '=', of)]),
        ),
    )
    .returning('workspace_id')
    .executeTakeFirst()
}
