/** Keys for programs: one workspace, one role, shown once. */
import { randomUUID } from 'node:crypto'
import type { Audit } from '#platform/audit.ts'
import type { Caller, Role } from '#platform/auth/caller.ts'
import type { Auth } from '#platform/auth/index.ts'
import { API_KEY_PREFIX, hashToken, randomToken } from '#platform/auth/tokens.ts'
import type { Clock } from '#platform/clock.ts'
import { badRequest, notFound } from '#platform/errors.ts'
import type { ApiKeyStore } from './api-key.store.ts'

export class ApiKeyService {
  readonly #store: ApiKeyStore
  readonly #auth: Auth
  readonly #audit: Audit
  readonly #clock: Clock

  constructor(deps: { store: ApiKeyStore; auth: Auth; audit: Audit; clock: Clock }) {
    this.#store = deps.store
    this.#auth = deps.auth
    this.#audit = deps.audit
    this.#clock = deps.clock
  }

  list(caller: Caller) {
    return this.#store.list(caller.workspaceId)
  }

  /** @throws AppError 400 */
  async create(caller: Caller, fields: { name: string; role: Role; expires_at?: number | null }) {
    const { name, role, expires_at: expiresAt = null } = fields
    const now = this.#clock.now()
    if (expiresAt !== null && expiresAt <= now) throw badRequest('The key would have expired already')
    const key = randomToken(API_KEY_PREFIX)
    const keyId = randomUUID()
    await this.#store.insert({
      ...{ key_id: keyId, workspace_id: caller.workspaceId, name, role, key_hash: hashToken(key) },
      ...{ created_by: caller.userId, created_at: now, expires_at: expiresAt, last_used_at: null },
    })
    await this.#record(caller, 'api-key.create', name, { role })
    return { key_id: keyId, key }
  }

  /** @throws AppError 404 */
  async remove(caller: Caller, keyId: string): Promise<void> {
    const name = await this.#store.remove(caller.workspaceId, keyId)
    if (name === undefined) throw notFound('The API key')
    this.#auth.userChanged(keyId)
    await this.#record(caller, 'api-key.remove', name, {})
  }

  #record(caller: Caller, action: string, target: string, detail: Record<string, unknown>) {
    const { workspaceId, userId, username, address } = caller
    return this.#audit.record({ workspaceId, userId, username, action, target, detail, address, result: 'ok' })
  }
}
