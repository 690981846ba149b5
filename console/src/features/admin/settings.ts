/** Reading the workspace settings, where a secret comes back only as "set" or not. */
import type { SecretState, WorkspaceSettings } from '../../api/types.ts'

export const isSet = (value: SecretState | string | null | undefined): boolean =>
  typeof value === 'string' ? value !== '' : Boolean(value?.set)

/** True when a dock that asks for its licence gets one. */
export const isLicensed = (s: WorkspaceSettings): boolean =>
  isSet(s.dji_app_id) && isSet(s.dji_app_key) && isSet(s.dji_license)
