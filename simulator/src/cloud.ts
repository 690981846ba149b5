/** The HTTP half of the cloud, as far as devices and installers use it. */

/** What the cloud gives out when a gateway is added, all that a dock needs to join. */
export interface GatewayCredentials {
  gateway_sn: string
  mqtt_addr: string
  mqtt_username: string
  mqtt_password: string
  organization_id: string
  bind_code: string
}

/** The cloud answered with a code other than 0 or could not be understood. */
export class CloudError extends Error {
  readonly code: number
  readonly status: number
  constructor(message: string, code: number, status: number) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** Calls the API, with a form or an object; gives `data` of the envelope. */
export type Call = <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<T>

export const caller =
  (server: string, token?: string): Call =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const form = body instanceof FormData
    const response = await fetch(new URL(path, server), {
      method,
      headers: {
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
        ...(token ? { 'x-auth-token': token } : {}),
      },
      body: body === undefined || form ? body : JSON.stringify(body),
    })
    const text = await response.text()
    let answer: { code?: number; message?: string; data?: T }
    try {
      answer = JSON.parse(text)
    } catch {
      throw new CloudError(`${method} ${path} answered ${response.status} without JSON`, -1, response.status)
    }
    if (!response.ok || answer.code !== 0)
      throw new CloudError(`${method} ${path}: ${answer.message ?? 'failed'}`, answer.code ?? -1, response.status)
    return answer.data as T
  }

/** Somebody who may add gateways, signed in as the console is. */
export interface Installer {
  call: Call
  workspaceId: string
}
export async function signIn(server: string, username: string, password: string): Promise<Installer> {
  const session = await caller(server)<{ access_token: string; workspace_id: string }>(
    'POST',
    '/manage/api/v1/sessions',
    {
      username,
      password,
    },
  )
  return { call: caller(server, session.access_token), workspaceId: session.workspace_id }
}

/** Somebody who does so with an API key. */
export const keyHolder = (server: string, key: string, workspaceId: string): Installer => ({
  call: caller(server, key),
  workspaceId,
})

/** Adds a gateway, or gives a new password to one that is there already. */
export async function addGateway(
  { call, workspaceId }: Installer,
  sn: string,
  name: string,
): Promise<GatewayCredentials> {
  const gateways = `/manage/api/v1/workspaces/${workspaceId}/gateways`
  try {
    return await call('POST', gateways, { gateway_sn: sn, name })
  } catch (error) {
    if (!(error instanceof CloudError && error.status === 409)) throw error
    return await call('POST', `${gateways}/${sn}/reissue`)
  }
}

/** What DJI Pilot 2 gets for signing in. */
export interface PilotSession {
  user_id: string
  workspace_id: string
  access_token: string
  mqtt_addr: string
  mqtt_username: string
  mqtt_password: string
}
export const pilotSignIn = (server: string, username: string, password: string): Promise<PilotSession> =>
  caller(server)('POST', '/manage/api/v1/login', { username, password, flag: 2 })
