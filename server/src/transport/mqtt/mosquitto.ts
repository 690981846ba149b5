/**
 * Accounts and rights of devices at a Mosquitto with the dynamic-security plugin: one client and one role for each
 * gateway, one client for each session of DJI Pilot 2. Roles follow the directory; the process that reads a partition
 * keeps those of its gateways.
 */
import {
  AIRCRAFT_PUBLISH,
  AIRCRAFT_SUBSCRIBE,
  filtersOf,
  GATEWAY_PUBLISH,
  GATEWAY_SUBSCRIBE,
  type TopicKind,
  wholeDevice,
} from '@rookery/thing-model'
import type { MqttClient } from 'mqtt'
import type { Directory } from '#link/directory.ts'
import type { Principal } from '#link/ports.ts'
import { conflict, unavailable } from '#platform/errors.ts'
import type { Logger } from '#platform/log.ts'
import { type Assignment, PROCESSES } from './assignment.ts'
import { type Answer, type Command, DynamicSecurity } from './dynamic-security.ts'
import { BrokerAway } from './passing.ts'

/** How Pilot's accounts are told from gateways, and from those whose session has ended. */
export interface Pilots {
  /** Session id of a Pilot's user name; undefined for other user names. */
  sessionOf(username: string): string | undefined
  lives(sessionId: string): Promise<boolean>
}

export interface MosquittoOptions {
  directory: Directory
  assignment: Assignment
  pilots: Pilots
  /** Of this server. */
  username: string
  log: Logger
}

interface Rule {
  acltype: 'publishClientSend' | 'publishClientReceive' | 'subscribeLiteral' | 'subscribePattern' | 'unsubscribePattern'
  topic: string
  allow: boolean
}
interface ListedClient {
  username: string
  roles?: { rolename: string }[]
}

const SERVER_ROLE = 'rookery-server'
/** Every account of ours has it: what no other role allows is denied, whatever the broker's defaults are. */
const BASE_ROLE = 'rookery-nothing-else'
const roleOf = (sn: string) => `rookery-gateway-${sn}`
/** The broker asks roles of higher priority first. */
const ASKED_FIRST = 1
const ASKED_LAST = 0
/** How long a broker without the plugin keeps the start waiting. */
const PATIENCE_MS = 2_000

export class MosquittoAccounts {
  readonly #options: MosquittoOptions
  readonly #plugin = new DynamicSecurity()
  #available: boolean | undefined
  /** What the roles are known to hold at the broker, by serial number. */
  readonly #kept = new Map<string, string>()
  #warned = ''

  constructor(options: MosquittoOptions) {
    this.#options = options
  }

  available(): boolean {
    return this.#available === true
  }

  /** After every connection. A broker that had no plugin the last time does not keep anybody waiting. */
  async connected(client: MqttClient): Promise<void> {
    this.#kept.clear()
    if (this.#available === false) void this.lookFor(client).catch(() => {})
    else await this.lookFor(client)
  }

  /** Finds out whether there is a plugin that this server may use, and gives this server its own rights. */
  async lookFor(client: MqttClient): Promise<void> {
    const { log, username } = this.#options
    const before = this.#available
    this.#available = await this.#plugin.attach(client, PATIENCE_MS)
    if (!this.#available) {
      if (before !== false)
        log.info('the MQTT broker has no dynamic-security plugin that this server may use: accounts are kept elsewhere')
      return
    }
    await this.#putRole(BASE_ROLE, NOTHING_ELSE)
    await this.#putRole(SERVER_ROLE, EVERYTHING_OF_DEVICES)
    const [own] = await this.#plugin.request([{ command: 'getClient', username }])
    const roles: { rolename: string }[] = own?.data?.client?.roles ?? []
    // The broker cuts the connection to enforce it; the next one finds the role in place.
    if (!roles.some(role => role.rolename === SERVER_ROLE))
      await this.#do([{ command: 'addClientRole', username, rolename: SERVER_ROLE, priority: ASKED_FIRST }])
  }

  hear(topic: string, payload: Buffer): boolean {
    return this.#plugin.hear(topic, payload)
  }

  // Gateways -------------------------------------------------------------------------------------------------------

  /**
   * A gateway has a new password, which the database holds as a hash alone: makes its account, or changes it and cuts
   * its connection. There is no grace for the old password.
   * @throws AppError 503 when the broker did not take it: the password has to be issued again. 409 when the user name
   *   belongs to an account that is not ours.
   */
  async gatewayPasswordSet(sn: string, password: string): Promise<void> {
    try {
      await this.#putRole(roleOf(sn), this.#rulesOf(sn))
      await this.#putClient(sn, password, [roleOf(sn)])
    } catch (error) {
      throw refusal(error)
    }
  }

  /** Brings the roles of a partition's gateways in line with the directory, and removes accounts of removed gateways. */
  async sync(partition: number): Promise<void> {
    if (!this.#available) return
    const { directory, assignment } = this.#options
    const sns = assignment.gateways(partition).filter(sn => directory.account(sn) ?? directory.device(sn))
    const changed = sns
      .map(sn => ({ sn, rules: this.#rulesOf(sn) }))
      .filter(({ sn, rules }) => this.#kept.get(sn) !== keyOf(rules))
    await this.#putRoles(changed.map(({ sn, rules }) => ({ rolename: roleOf(sn), rules })))
    for (const { sn, rules } of changed) this.#kept.set(sn, keyOf(rules))
    const present = new Set(sns)
    for (const sn of this.#kept.keys()) {
      if (present.has(sn) || assignment.of(sn) !== partition) continue
      this.#kept.delete(sn)
      await this.#removeGateway(sn)
    }
  }

  /** Exactly the topics of a gateway and its aircraft. */
  #rulesOf(sn: string): Rule[] {
    const rules: Rule[] = []
    const allow = (acltype: Rule['acltype'], topic: string) => rules.push({ acltype, topic, allow: true })
    const grant = (device: string, publish: ReadonlySet<TopicKind>, hear: ReadonlySet<TopicKind>) => {
      for (const kind of publish) for (const topic of filtersOf(kind, device)) allow('publishClientSend', topic)
      for (const kind of hear)
        for (const topic of filtersOf(kind, device)) {
          allow('publishClientReceive', topic)
          allow('subscribeLiteral', topic)
        }
    }
    grant(sn, GATEWAY_PUBLISH, GATEWAY_SUBSCRIBE)
    // Some clients subscribe to all below their own; they receive no more than the rules above let through.
    for (const filter of wholeDevice(sn)) allow('subscribePattern', filter)
    for (const child of this.#options.directory.device(sn)?.children.keys() ?? [])
      grant(child, AIRCRAFT_PUBLISH, AIRCRAFT_SUBSCRIBE)
    return rules
  }

  async #removeGateway(sn: string) {
    const [found] = await this.#plugin.request([{ command: 'getClient', username: sn }])
    const commands: Command[] = [{ command: 'deleteRole', rolename: roleOf(sn) }]
    if (isOurs(found?.data?.client)) commands.unshift({ command: 'deleteClient', username: sn })
    await this.#do(commands, ABSENT)
  }

  // DJI Pilot 2 ----------------------------------------------------------------------------------------------------

  /** A session of DJI Pilot 2 may connect, and speak for the remote controllers of its workspace. */
  async pilotSignedIn(pilot: { username: string; password: string; workspaceId: string }): Promise<void> {
    const { directory } = this.#options
    const controllers = directory
      .inWorkspace(pilot.workspaceId)
      .filter(device => device.product.category === 'rc' && !directory.account(device.sn))
      .map(device => ({ rolename: roleOf(device.sn), rules: this.#rulesOf(device.sn) }))
    try {
      await this.#putRoles(controllers)
      await this.#putClient(
        pilot.username,
        pilot.password,
        controllers.map(role => role.rolename),
      )
    } catch (error) {
      throw refusal(error)
    }
  }

  /** The session speaks for this remote controller, which nobody else has. Cuts its connection once. */
  async pilotClaimed(username: string, sn: string): Promise<void> {
    try {
      await this.#putRole(roleOf(sn), this.#rulesOf(sn))
      await this.#do([{ command: 'addClientRole', username, rolename: roleOf(sn), priority: ASKED_FIRST }], PRESENT)
    } catch (error) {
      throw refusal(error)
    }
  }

  // All ------------------------------------------------------------------------------------------------------------

  /** Removes accounts whose session has ended or whose gateway is gone. One process does it for all. */
  async removeEnded(): Promise<void> {
    if (!this.#available) return
    const { directory, pilots, log } = this.#options
    const clients = await this.#ourClients()
    const gateways: string[] = []
    for (const { username } of clients) {
      const session = pilots.sessionOf(username)
      if (session === undefined) gateways.push(username)
      else if (!(await pilots.lives(session))) await this.#do([{ command: 'deleteClient', username }], ABSENT)
    }
    const orphans = gateways.filter(sn => !directory.account(sn))
    if (orphans.length) {
      // Another process may have added them a moment ago.
      await directory.reload(orphans)
      for (const sn of orphans) if (!directory.account(sn)) await this.#removeGateway(sn)
    }
    const missing = [...directory.accounts()].map(account => account.sn).filter(sn => !gateways.includes(sn))
    if (missing.length && this.#warned !== missing.join())
      log.warn(
        { gateways: missing.slice(0, 20) },
        'gateways without an account at the MQTT broker: reissue their password',
      )
    this.#warned = missing.join()
  }

  /** Cuts the connections of whoever matches; a Pilot's account ends with it. */
  async cut(match: (principal: Principal) => boolean): Promise<void> {
    if (!this.#available) return
    const { directory, pilots } = this.#options
    for (const { username } of await this.#ourClients()) {
      const sessionId = pilots.sessionOf(username)
      const workspaceId = directory.account(username)?.workspaceId ?? ''
      const principal: Principal =
        sessionId === undefined
          ? { kind: 'gateway', sn: username, workspaceId }
          : { kind: 'pilot', sn: undefined, workspaceId, userId: '', sessionId }
      if (!match(principal)) continue
      const cut = ['disableClient', 'enableClient'].map(command => ({ command, username }))
      await this.#do(sessionId === undefined ? cut : [{ command: 'deleteClient', username }], ABSENT)
    }
  }

  async #ourClients(): Promise<ListedClient[]> {
    const [answer] = await this.#do([{ command: 'listClients', verbose: true, count: -1, offset: 0 }])
    return ((answer?.data?.clients ?? []) as ListedClient[]).filter(isOurs)
  }

  /** An account of somebody else is never touched: its user name could be the administrator's. */
  async #putClient(username: string, password: string, rolenames: string[]) {
    const roles = [
      { rolename: BASE_ROLE, priority: ASKED_LAST },
      ...rolenames.map(rolename => ({ rolename, priority: ASKED_FIRST })),
    ]
    const [found] = await this.#plugin.request([{ command: 'getClient', username }])
    const present = found?.data?.client
    if (present && !isOurs(present))
      throw conflict(`The MQTT broker has an account ${username} that this server did not make`)
    await this.#do([{ command: present ? 'modifyClient' : 'createClient', username, password, roles }])
  }

  #putRole(rolename: string, rules: Rule[]): Promise<void> {
    return this.#putRoles([{ rolename, rules }])
  }

  /** Writes what differs, and nothing else: newer brokers cut the connections of a role that is written. */
  async #putRoles(roles: { rolename: string; rules: Rule[] }[]) {
    const found = await this.#plugin.request(roles.map(({ rolename }) => ({ command: 'getRole', rolename })))
    const commands = roles.flatMap(({ rolename, rules }, i) => {
      const present: Rule[] | undefined = found[i]?.data?.role?.acls
      if (present && keyOf(present) === keyOf(rules)) return []
      return [{ command: present ? 'modifyRole' : 'createRole', rolename, acls: rules }]
    })
    // Two processes that make one role at once mean the same.
    await this.#do(commands, PRESENT)
  }

  async #do(commands: Command[], expected?: RegExp): Promise<Answer[]> {
    const answers = await this.#plugin.request(commands)
    const failed = answers.findIndex(({ error }) => error !== undefined && !expected?.test(error))
    if (failed >= 0) throw new Error(`the MQTT broker refused ${commands[failed]!.command}: ${answers[failed]!.error}`)
    return answers
  }
}

const ABSENT = /not found|does not exist/i
const PRESENT = /already (exists|in)/i

const isOurs = (client: ListedClient | undefined) => client?.roles?.some(role => role.rolename === BASE_ROLE) ?? false

const keyOf = (rules: Rule[]) =>
  rules
    .map(({ acltype, topic, allow }) => `${acltype} ${topic} ${allow}`)
    .sort()
    .join('\n')

/** `#` stands for no topic that begins with `$`. */
const NOTHING_ELSE: Rule[] = ['#', '$SYS/#', '$CONTROL/#'].flatMap(topic => [
  ...(['publishClientSend', 'publishClientReceive', 'subscribePattern'] as const).map(acltype => ({
    acltype,
    topic,
    allow: false,
  })),
  { acltype: 'unsubscribePattern', topic, allow: true },
])

const EVERYTHING_OF_DEVICES: Rule[] = [...wholeDevice('+'), PROCESSES].flatMap(topic =>
  (['publishClientSend', 'publishClientReceive', 'subscribePattern', 'unsubscribePattern'] as const).map(acltype => ({
    acltype,
    topic,
    allow: true,
  })),
)

const refusal = (error: unknown) =>
  error instanceof BrokerAway ? unavailable('The MQTT broker does not answer: try again in a moment', error) : error
