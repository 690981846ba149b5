/** Gateways and aircraft written straight into a database, so that a benchmark of ingest starts with ingest. */
import { randomUUID } from 'node:crypto'
import { SimulatedDock } from '@rookery/simulator'
import { topicOf } from '@rookery/thing-model'
import type { Kysely } from 'kysely'
import { GatewayPasswords } from '../../server/src/features/gateway/index.ts'
import type { Database } from '../../server/src/platform/database/schema.ts'
import type { Load } from './generator.ts'

export const SECRET = 'bench-0f3b1c88d2a94e6fb7c5-6a1d4e9c'
const PASSWORD = 'benchpassword123'

export async function seedFleet(db: Kysely<Database>, count: number): Promise<Load['clients']> {
  const now = Date.now()
  const { workspace_id: workspace } = await db.selectFrom('workspaces').select('workspace_id').executeTakeFirstOrThrow()
  const passwords = new GatewayPasswords(Buffer.from(SECRET))
  const sns = Array.from({ length: count }, (_, i) => `BENCH${String(i).padStart(5, '0')}`)
  const device = { workspace_id: workspace, bound_at: now, first_seen_at: now }
  for (let i = 0; i < count; i += 500) {
    const some = sns.slice(i, i + 500)
    await db
      .insertInto('gateways')
      .values(
        some.map(sn => ({
          sn,
          workspace_id: workspace,
          name: sn,
          password_hash: passwords.hash(sn, PASSWORD),
          created_at: now,
        })),
      )
      .execute()
    await db
      .insertInto('devices')
      .values(some.map(sn => ({ ...device, sn, nickname: sn, domain: 3, type: 3, sub_type: 0 })))
      .execute()
    await db
      .insertInto('devices')
      .values(some.map(sn => ({ ...device, sn: `A${sn}`, nickname: `A${sn}`, domain: 0, type: 100, sub_type: 1 })))
      .execute()
    await db
      .insertInto('topology')
      .values(some.map(sn => ({ gateway_sn: sn, device_sn: `A${sn}`, attached: true, updated_at: now })))
      .execute()
  }
  return sns.map(sn => ({
    clientId: sn,
    username: sn,
    password: PASSWORD,
    topic: topicOf('osd', `A${sn}`),
    payload: aircraftOsd(sn),
  }))
}

/** Telemetry of an aircraft in flight, about 2 KB, as the simulator sends it. */
export function aircraftOsd(gateway: string): string {
  const dock = new SimulatedDock({
    sn: gateway,
    product: 'dock3',
    mqttUrl: 'mqtt://none',
    password: '',
    bindCode: '',
    organizationId: '',
    aircraftOn: true,
  })
  const osd: Record<string, unknown> = { ...dock.aircraft.osd, mode_code: 5, elevation: 80, horizontal_speed: 9.5 }
  return JSON.stringify({ tid: randomUUID(), bid: randomUUID(), timestamp: Date.now(), gateway, data: osd })
}
