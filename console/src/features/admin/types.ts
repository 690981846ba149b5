import type { Role } from '../../api/types.ts'

/** A member of the workspace. */
export interface Member {
  user_id: string
  username: string
  role: Role
  /** Null: all sites. */
  site_ids: string[] | null
  disabled: boolean
  instance_admin: boolean
  created_at: number
  last_seen_at: number | null
}
export interface Workspace {
  workspace_id: string
  workspace_name: string
  workspace_desc: string
  platform_name: string
}
export interface ApiKey {
  key_id: string
  name: string
  role: Role
  created_at: number
  expires_at: number | null
  last_used_at: number | null
}
export interface AuditRow {
  time: number
  username: string
  action: string
  target: string
  detail: Record<string, unknown>
  address: string
  result: string
}
