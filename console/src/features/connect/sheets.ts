/**
 * Sheets that the server has shown this tab, by serial number. In memory only: a password is on the screen until the
 * tab is closed, the session ends or the user puts it away, and nobody gets it back afterwards.
 */
import { shallowRef, watch } from 'vue'
import { session } from '../../stores/session.ts'
import type { ConnectionSheet } from './types.ts'

export const sheets = shallowRef<ReadonlyMap<string, ConnectionSheet>>(new Map())

export function keepSheet(sheet: ConnectionSheet): void {
  sheets.value = new Map(sheets.value).set(sheet.gateway_sn, sheet)
}
export function forgetSheet(sn: string): void {
  const rest = new Map(sheets.value)
  rest.delete(sn)
  sheets.value = rest
}
watch(
  () => session.value?.workspace_id,
  () => {
    sheets.value = new Map()
  },
)
