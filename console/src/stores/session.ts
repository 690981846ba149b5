/** Who is here, in which workspace, with which role. */
import { computed, shallowRef } from 'vue'
import { call, post } from '../api/client.ts'
import { acceptSession, endSession, onSession, resumeSession } from '../api/session-token.ts'
import { ROLES, type Role, type SessionBody } from '../api/types.ts'

const current = shallowRef<SessionBody | null>(null)
onSession(session => {
  current.value = session
})

export const session = computed(() => current.value)
export const signedIn = computed(() => current.value !== null)
export const workspaceId = computed(() => current.value?.workspace_id ?? '')
export const workspaceName = computed(
  () => current.value?.workspaces.find(w => w.workspace_id === current.value?.workspace_id)?.workspace_name ?? '',
)
/** True when the user's role in this workspace is at least `role`. */
export const hasRole = (role: Role): boolean =>
  current.value !== null && ROLES.indexOf(current.value.role) >= ROLES.indexOf(role)
/** `/manage/api/v1/workspaces/<current>` + path. */
export const workspacePath = (path: string) =>
  `/manage/api/v1/workspaces/${encodeURIComponent(workspaceId.value)}${path}`

export const resume = resumeSession

export async function signIn(username: string, password: string): Promise<void> {
  acceptSession(
    await call<SessionBody>('POST', '/manage/api/v1/sessions', { body: { username, password }, authenticated: false }),
  )
}
/** Ends the session here even when the server cannot be told. */
export async function signOut(): Promise<void> {
  try {
    await call('DELETE', '/manage/api/v1/sessions')
  } finally {
    endSession()
  }
}
export async function changeWorkspace(id: string): Promise<void> {
  acceptSession(await post<SessionBody>('/manage/api/v1/sessions/workspace', { workspace_id: id }))
}
/** Changes the password and takes the fresh session flags. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await call('PUT', '/manage/api/v1/users/current/password', {
    body: { current_password: currentPassword, new_password: newPassword },
  })
  const held = current.value
  if (held) acceptSession({ ...held, user: { ...held.user, must_change_password: false } })
}
