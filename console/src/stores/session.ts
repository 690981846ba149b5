/** Who is here, in which workspace, with which role. */
import { computed, shallowRef } from 'vue'
import { call, post } from '../api/client.ts'
import { acceptSession, endSession, onSession, resumeSession } from '../api/session-token.ts'
import { ROLES, type Role, type SessionBody } from '../api/types.ts'

const current = shallowRef<SessionBody | null>(null)
/** Outlives the session until forgetSession(): a session that ends during a flight takes nothing off the screen. */
const latest = shallowRef<SessionBody | null>(null)
onSession(session => {
  current.value = session
  if (session) latest.value = session
})

export const session = computed(() => current.value)
export const signedIn = computed(() => current.value !== null)
/** The session that ended while its pages stayed open; null while signed in, or when there was none. */
export const lostSession = computed(() => (current.value ? null : latest.value))
export const forgetSession = () => {
  latest.value = null
}
export const workspaceId = computed(() => latest.value?.workspace_id ?? '')
export const workspaceName = computed(
  () => latest.value?.workspaces.find(w => w.workspace_id === workspaceId.value)?.workspace_name ?? '',
)
/** True when the user's role in this workspace is (or was, until the session was lost) at least `role`. */
export const hasRole = (role: Role): boolean =>
  latest.value !== null && ROLES.indexOf(latest.value.role) >= ROLES.indexOf(role)
const pathBelow = (area: string) => (path: string) =>
  `/${area}/api/v1/workspaces/${encodeURIComponent(workspaceId.value)}${path}`
/** `/manage/api/v1/workspaces/<current>` + path. */
export const workspacePath = pathBelow('manage')
/** The same below `/wayline` (routes, missions, jobs) and below `/control` (holds, return-all). */
export const waylinePath = pathBelow('wayline')
export const controlPath = pathBelow('control')

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
    forgetSession()
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
