/** Every table as Kysely sees it. Ids are UUIDs as text, times epoch milliseconds. */
import type { ColumnType, Generated } from 'kysely'
import type { WorkspaceSettings } from '../settings.ts'
import type { DeviceTables } from './device-tables.ts'
import type { FlightTables } from './flight-tables.ts'
import type { MediaTables } from './media-tables.ts'
import type { MissionTables } from './mission-tables.ts'
import type { MqttTables } from './mqtt-tables.ts'
import type { SafetyTables } from './safety-tables.ts'
import type { WaylineTables } from './wayline-tables.ts'

/** jsonb: an object on reading, JSON text on writing. */
export type Json<T> = ColumnType<T, string, string>

export type Role = 'viewer' | 'pilot' | 'operator' | 'admin'
export type SessionKind = 'console' | 'demo' | 'pilot'

export interface WorkspaceRow {
  workspace_id: string
  /** The small integer that the demo's wire form calls `id`. */
  number: Generated<number>
  workspace_name: string
  workspace_desc: string
  platform_name: string
  bind_code: string
  settings: Json<Partial<WorkspaceSettings>>
  created_at: number
  updated_at: number
}

export interface UserRow {
  user_id: string
  username: string
  /** Lower case, unique: names that differ in case alone are one account. */
  username_key: string
  password_hash: string
  instance_admin: boolean
  must_change_password: boolean
  disabled_at: number | null
  created_at: number
  updated_at: number
}

export interface MembershipRow {
  user_id: string
  workspace_id: string
  role: Role
  /** Null: the whole workspace; otherwise only devices of these sites. */
  site_ids: string[] | null
  created_at: number
}

export interface SiteRow {
  site_id: string
  workspace_id: string
  name: string
  /** Degrees, WGS 84. */
  latitude: number | null
  longitude: number | null
  /** IANA zone. */
  timezone: string
  phone: string
  notes: string
  created_at: number
  updated_at: number
}

export interface SessionRow {
  session_id: string
  user_id: string
  workspace_id: string | null
  kind: SessionKind
  address: string
  user_agent: string
  created_at: number
  last_seen_at: number
  expires_at: number
  ended_at: number | null
  end_reason: string | null
}

export interface RefreshTokenRow {
  token_hash: string
  session_id: string
  created_at: number
  expires_at: number
  used_at: number | null
}

export interface ApiKeyRow {
  key_id: string
  workspace_id: string
  name: string
  key_hash: string
  role: Role
  created_by: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
}

export interface AuditRow {
  audit_id: Generated<number>
  time: number
  /** Null: an act on the instance. */
  workspace_id: string | null
  user_id: string | null
  username: string
  action: string
  target: string
  detail: Json<Record<string, unknown>>
  address: string
  result: string
}

export interface SecretRow {
  name: string
  value: string
  created_at: number
}

export interface PlatformTables {
  workspaces: WorkspaceRow
  users: UserRow
  memberships: MembershipRow
  sites: SiteRow
  sessions: SessionRow
  refresh_tokens: RefreshTokenRow
  api_keys: ApiKeyRow
  audit_log: AuditRow
  secrets: SecretRow
}

export interface Database
  extends PlatformTables,
    DeviceTables,
    MqttTables,
    WaylineTables,
    SafetyTables,
    FlightTables,
    MissionTables,
    MediaTables {}
