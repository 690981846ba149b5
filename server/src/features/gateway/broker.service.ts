/** Answers an external broker that asks who may connect, and who may say and hear what. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { parseTopic } from '@rookery/thing-model'
import type { Directory } from '#link/directory.ts'
import { filterTopic } from '#link/filter.ts'
import type { AccessPolicy, ConnectionInfo, Principal } from '#link/ports.ts'
import type { Clock } from '#platform/clock.ts'
import type { BrokerStore } from './broker.store.ts'
import type { GatewayPasswords } from './credentials.ts'

export interface BrokerDependencies {
  access: AccessPolicy
  directory: Directory
  passwords: GatewayPasswords
  store: BrokerStore
  pilotSession(sessionId: string): Promise<{ userId: string; workspaceId: string } | undefined>
  /** With which this server itself connects to the broker, if that asks us as well. */
  own: { username: string; password: string } | undefined
  clock: Clock
}

export type Admission =
  | { admitted: true; superuser: boolean /** Names the password that was used. */; credential: string | undefined }
  | { admitted: false }

export class BrokerAccess {
  readonly #deps: BrokerDependencies
  constructor(deps: BrokerDependencies) {
    this.#deps = deps
  }

  async admit(username: string, password: string, info: ConnectionInfo): Promise<Admission> {
    const { access, directory, passwords, own } = this.#deps
    if (own && same(own.username, username) && same(own.password, password))
      return { admitted: true, superuser: true, credential: undefined }
    const principal = this.#isReserved(info.clientId, username)
      ? ({ reason: 'client_id_in_use' } as const)
      : await access.authenticate(username, password, info)
    if ('reason' in principal) {
      access.refused(username, info, principal)
      return { admitted: false }
    }
    if (principal.kind === 'gateway') access.connected(principal, info)
    const account = directory.account(username)
    const hashes = [account?.passwordHash ?? null, account?.previousPasswordHash ?? null]
    const used = hashes.find(hash => passwords.matches(username, password, hash))
    return { admitted: true, superuser: false, credential: used ? nameOf(used) : undefined }
  }

  /** A broker gives a client id to whoever comes last: nobody may take that of another gateway, or of this server. */
  #isReserved(clientId: string, username: string): boolean {
    return (
      clientId !== username && (clientId.startsWith('rookery-') || this.#deps.directory.account(clientId) !== undefined)
    )
  }

  /** `credential`: as it was given at admission, when the broker keeps it: a replaced password loses its rights. */
  async allows(
    username: string,
    action: 'publish' | 'subscribe',
    topic: string,
    credential: string | undefined,
  ): Promise<boolean> {
    const { access } = this.#deps
    const parsed = action === 'publish' ? parseTopic(topic) : filterTopic(topic)
    const principal = await this.#principal(username, parsed?.sn, credential)
    if (!principal) return false
    const allowed =
      parsed !== undefined &&
      (action === 'publish' ? access.mayPublish(principal, parsed) : access.maySubscribe(principal, parsed))
    if (!allowed) access.denied(principal, action, topic, parsed ? 'not its topic' : 'not a Cloud API topic')
    return allowed
  }

  async #principal(username: string, sn: string | undefined, credential: string | undefined) {
    const { directory, passwords, access, store, clock, pilotSession } = this.#deps
    const sessionId = passwords.pilotSession(username)
    if (sessionId === undefined) {
      const account = directory.account(username)
      if (!account) return undefined
      const valid = [account.passwordHash, account.previousPasswordHash].flatMap(hash => (hash ? [nameOf(hash)] : []))
      if (credential !== undefined && !valid.includes(credential)) return undefined
      return { kind: 'gateway', sn: username, workspaceId: account.workspaceId } satisfies Principal
    }
    const session = await pilotSession(sessionId)
    if (!session) return undefined
    const principal: Principal = { kind: 'pilot', sn: undefined, ...session, sessionId }
    let claimed = await store.claimOf(sessionId)
    if (claimed === undefined && sn !== undefined && access.claim(principal, sn))
      claimed = await store.claim(sessionId, sn, clock.now())
    // Asked again each time: the remote controller may have been bound elsewhere since.
    if (claimed !== undefined && access.claim(principal, claimed)) principal.sn = claimed
    return principal
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))
/** Of the stored hash, so that it tells a broker nothing. */
const nameOf = (hash: string) => digest(hash).toString('base64url').slice(0, 16)
