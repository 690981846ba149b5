/** Who may connect to the broker, and publish and subscribe what. */
import {
  AIRCRAFT_PUBLISH,
  AIRCRAFT_SUBSCRIBE,
  GATEWAY_PUBLISH,
  GATEWAY_SUBSCRIBE,
  isSerialNumber,
  type ParsedTopic,
} from '@rookery/thing-model'
import type { Directory } from '#link/directory.ts'
import type { AccessPolicy, ConnectionInfo, Principal, Refusal } from '#link/ports.ts'
import type { Logger } from '#platform/log.ts'
import type { GatewayPasswords } from './credentials.ts'
import type { Timeline } from './timeline.ts'

export interface AccessDependencies {
  directory: Directory
  passwords: GatewayPasswords
  timeline: Timeline
  log: Logger
  /** The living session of a Pilot, or undefined. */
  pilotSession(sessionId: string): Promise<{ userId: string; workspaceId: string } | undefined>
  /** A rotated password was used for the first time: the one before it dies. */
  rotated(sn: string): Promise<void>
  onConnected(sn: string): void
  onDisconnected(sn: string): void
}

/** Counts for `/metrics`. */
export interface AccessCounts {
  refused: number
  deniedPublish: number
  deniedSubscribe: number
}

export function accessPolicy(deps: AccessDependencies): AccessPolicy & { counts: AccessCounts } {
  const { directory, passwords, timeline, log } = deps
  const counts: AccessCounts = { refused: 0, deniedPublish: 0, deniedSubscribe: 0 }
  const unknown: Refusal = { reason: 'unknown_account' }
  const wrong: Refusal = { reason: 'wrong_password' }

  /** A remote controller that nobody has bound belongs to the workspace of the Pilot that is connected with it. */
  const claims = new Map<string, { workspaceId: string; connections: number }>()
  const isTheirs = (workspaceId: string, sn: string) => {
    const owner = directory.device(sn)?.workspaceId ?? claims.get(sn)?.workspaceId ?? workspaceId
    return owner === workspaceId && !directory.account(sn)
  }

  const may = (principal: Principal, topic: ParsedTopic, own: ReadonlySet<string>, aircraft: ReadonlySet<string>) => {
    const { sn } = principal
    if (sn === undefined) return false
    if (principal.kind === 'pilot' && !isTheirs(principal.workspaceId, sn)) return false
    if (topic.sn === sn) return own.has(topic.kind)
    return aircraft.has(topic.kind) && directory.speaksFor(sn, topic.sn)
  }

  return {
    counts,
    async authenticate(username, password) {
      const sessionId = passwords.pilotSession(username)
      if (sessionId !== undefined) {
        if (passwords.pilot(sessionId).password !== password) return wrong
        const session = await deps.pilotSession(sessionId)
        return session ? { kind: 'pilot', sn: undefined, ...session, sessionId } : { reason: 'session_ended' }
      }
      const account = directory.account(username)
      if (!account) return unknown
      if (passwords.matches(username, password, account.passwordHash)) {
        if (account.previousPasswordHash !== null)
          deps.rotated(username).catch(error => log.error({ err: error }, 'a rotated password could not be settled'))
      } else if (!passwords.matches(username, password, account.previousPasswordHash)) return wrong
      return { kind: 'gateway', sn: username, workspaceId: account.workspaceId }
    },

    claim(principal, sn) {
      if (!isSerialNumber(sn) || !isTheirs(principal.workspaceId, sn)) return false
      const device = directory.device(sn)
      return !device || device.product.category === 'rc'
    },

    mayPublish: (principal, topic) => may(principal, topic, GATEWAY_PUBLISH, AIRCRAFT_PUBLISH),
    maySubscribe: (principal, topic) => may(principal, topic, GATEWAY_SUBSCRIBE, AIRCRAFT_SUBSCRIBE),

    connected(principal, info) {
      if (principal.sn === undefined) return
      if (principal.kind === 'pilot') {
        const { workspaceId } = principal
        const claim = claims.get(principal.sn)
        claims.set(principal.sn, { workspaceId, connections: (claim?.connections ?? 0) + 1 })
      }
      timeline.restart(principal.sn)
      timeline.add(principal.sn, 'connected', describe(info))
      deps.onConnected(principal.sn)
    },
    disconnected(principal, _info, last) {
      if (principal.sn === undefined) return
      const claim = principal.kind === 'pilot' ? claims.get(principal.sn) : undefined
      if (claim && --claim.connections <= 0) claims.delete(principal.sn)
      if (!last) return
      timeline.add(principal.sn, 'disconnected')
      deps.onDisconnected(principal.sn)
    },
    refused(username, info, { reason }) {
      counts.refused++
      const claimed = printable(username) || printable(info.clientId)
      const account = directory.account(claimed) ?? directory.account(info.clientId)
      if (account && reason === 'wrong_password') timeline.add(account.sn, 'wrong_password', describe(info))
      if (account && reason === 'client_id_in_use') timeline.add(account.sn, 'client_id_in_use', describe(info))
      timeline.reject({
        claimed_sn: claimed,
        client_id: printable(info.clientId),
        address: info.address,
        reason,
        workspace_id: account?.workspaceId ?? null,
      })
    },
    denied(principal, action, topic, reason) {
      if (action === 'publish') counts.deniedPublish++
      else counts.deniedSubscribe++
      log.debug({ action, topic: printable(topic), reason, sn: principal.sn }, 'denied at the broker')
    },
  }
}

const describe = (info: ConnectionInfo) =>
  `${info.address}, MQTT ${{ 3: '3.1', 4: '3.1.1', 5: '5.0' }[info.protocolVersion] ?? info.protocolVersion}`
/** What a stranger typed, fit for a list: no control characters, not endless. */
const printable = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 64)
