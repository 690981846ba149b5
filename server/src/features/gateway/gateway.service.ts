import type { Directory } from '#link/directory.ts'
import type { Audit } from '#platform/audit.ts'
import type { Caller } from '#platform/auth/caller.ts'
import type { Clock } from '#platform/clock.ts'
import { conflict, notFound } from '#platform/errors.ts'
import { type GatewayPasswords, newPassword } from './credentials.ts'
import type { GatewayStore } from './gateway.store.ts'
import type { Timeline } from './timeline.ts'

export interface GatewayDependencies {
  store: GatewayStore
  directory: Directory
  passwords: GatewayPasswords
  timeline: Timeline
  audit: Audit
  clock: Clock
  mqttAddress(): string
  workspace(workspaceId: string): Promise<{ name: string; bindCode: string; licensed: boolean }>
  /** Accounts at a broker that keeps its own; undefined where the broker asks us, or is ours. */
  accounts(): { gatewayPasswordSet(sn: string, password: string): Promise<void> } | undefined
  /** Cuts the gateway's connections. */
  disconnect(sn: string): void
  unbind(caller: Caller, sn: string): Promise<void>
}

/** What an installer types into DJI Pilot 2. */
export interface ConnectionSheet {
  gateway_sn: string
  name: string
  mqtt_addr: string
  mqtt_username: string
  mqtt_password: string
  organization_id: string
  organization_name: string
  bind_code: string
  warnings: { code: string; message: string; link: string }[]
}

export class GatewayService {
  readonly #deps: GatewayDependencies
  constructor(deps: GatewayDependencies) {
    this.#deps = deps
  }

  async add(caller: Caller, sn: string, name: string): Promise<ConnectionSheet> {
    const { store, directory, passwords, timeline, clock } = this.#deps
    const password = newPassword()
    const bound = directory.device(sn)?.workspaceId
    const added =
      (bound === undefined || bound === null || bound === caller.workspaceId) &&
      (await store.add({
        sn,
        workspace_id: caller.workspaceId,
        name,
        password_hash: passwords.hash(sn, password),
        created_at: clock.now(),
        created_by: caller.userId,
      }))
    if (!added) {
      await this.#record(caller, 'gateway.add', sn, 'taken')
      throw conflict(
        'This serial number is taken. If the device is yours, remove it where it was added, or ask who runs this server',
      )
    }
    await directory.changed(sn)
    try {
      await this.#deps.accounts()?.gatewayPasswordSet(sn, password)
    } catch (error) {
      // A gateway whose password the broker does not know could never connect, and could not be added again.
      await store.remove(sn)
      await directory.changed(sn)
      throw error
    }
    await this.#record(caller, 'gateway.add', sn, 'ok')
    timeline.add(sn, 'created')
    return this.#sheet(caller, sn, name, password)
  }

  /** A new password at once: the old one dies and the connection is cut. */
  async reissue(caller: Caller, sn: string): Promise<ConnectionSheet> {
    const { store, directory, passwords, timeline, disconnect } = this.#deps
    const account = this.#own(caller, sn)
    const password = newPassword()
    await store.setPassword(sn, passwords.hash(sn, password), null)
    await directory.changed(sn)
    await this.#deps.accounts()?.gatewayPasswordSet(sn, password)
    disconnect(sn)
    timeline.restart(sn)
    timeline.add(sn, 'credentials_reissued')
    await this.#record(caller, 'gateway.reissue', sn, 'ok')
    return this.#sheet(caller, sn, account.name, password)
  }

  /**
   * A new password; the old one lives until the new one is first used, so that a dock in flight stays connected. A
   * broker that keeps accounts of its own knows one password each: there it is a re-issue.
   */
  async rotate(caller: Caller, sn: string): Promise<ConnectionSheet> {
    if (this.#deps.accounts()) return this.reissue(caller, sn)
    const { store, directory, passwords } = this.#deps
    const account = this.#own(caller, sn)
    const password = newPassword()
    await store.setPassword(sn, passwords.hash(sn, password), account.passwordHash)
    await directory.changed(sn)
    await this.#record(caller, 'gateway.rotate', sn, 'ok')
    return this.#sheet(caller, sn, account.name, password)
  }

  /** The new password of a rotation was used. */
  async settleRotation(sn: string): Promise<void> {
    const { store, directory } = this.#deps
    const account = directory.account(sn)
    if (!account?.previousPasswordHash) return
    await store.setPassword(sn, account.passwordHash, null)
    await directory.changed(sn)
  }

  async remove(caller: Caller, sn: string): Promise<void> {
    const { store, directory, disconnect, unbind } = this.#deps
    this.#own(caller, sn)
    if (directory.device(sn)?.workspaceId === caller.workspaceId) await unbind(caller, sn)
    await store.remove(sn)
    await directory.changed(sn)
    disconnect(sn)
    await this.#record(caller, 'gateway.remove', sn, 'ok')
  }

  #own(caller: Caller, sn: string) {
    const account = this.#deps.directory.account(sn)
    if (!account || account.workspaceId !== caller.workspaceId) throw notFound('The gateway')
    return account
  }

  async #sheet(caller: Caller, sn: string, name: string, password: string): Promise<ConnectionSheet> {
    const workspace = await this.#deps.workspace(caller.workspaceId)
    return {
      gateway_sn: sn,
      name,
      mqtt_addr: this.#deps.mqttAddress(),
      mqtt_username: sn,
      mqtt_password: password,
      organization_id: caller.workspaceId,
      organization_name: workspace.name,
      bind_code: workspace.bindCode,
      warnings: workspace.licensed
        ? []
        : [
            {
              code: 'licence_missing',
              message:
                'The DJI app id, key and licence are not set: a real dock disconnects after it has asked for them',
              link: '/admin/licence',
            },
          ],
    }
  }

  #record(caller: Caller, action: string, target: string, result: string) {
    const { workspaceId, userId, username, address } = caller
    return this.#deps.audit.record({ workspaceId, userId, username, address, action, target, detail: {}, result })
  }
}
