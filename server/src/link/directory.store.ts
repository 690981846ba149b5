import type { Kysely, Selectable } from 'kysely'
import type { DeviceRow } from '#platform/database/device-tables.ts'
import type { Database } from '#platform/database/schema.ts'
import type { GatewayAccount } from './directory.ts'

export type DirectoryDeviceRow = Selectable<DeviceRow>

export interface DirectoryStore {
  /** All rows, or those of the serial numbers and the topology they take part in. */
  read(sns?: string[]): Promise<{
    accounts: GatewayAccount[]
    devices: DirectoryDeviceRow[]
    topology: {
      gateway_sn: string
      device_sn: string
      device_index: string | null
      attached: boolean
      updated_at: number
    }[]
  }>
}

export const directoryStore = (db: Kysely<Database>): DirectoryStore => ({
  async read(sns) {
    const [accounts, devices, topology] = await Promise.all([
      db
        .selectFrom('gateways')
        .select([
          'sn',
          'workspace_id as workspaceId',
          'name',
          'password_hash as passwordHash',
          'previous_password_hash as previousPasswordHash',
        ])
        .$if(sns !== undefined, q => q.where('sn', 'in', sns!))
        .execute(),
      db
        .selectFrom('devices')
        .selectAll()
        .$if(sns !== undefined, q => q.where('sn', 'in', sns!))
        .execute(),
      db
        .selectFrom('topology')
        .selectAll()
        .$if(sns !== undefined, q => q.where(eb => eb.or([eb('gateway_sn', 'in', sns!), eb('device_sn', 'in', sns!)])))
        .execute(),
    ])
    return { accounts, devices, topology }
  },
})
