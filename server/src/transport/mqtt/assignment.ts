/**
 * Which partition reads which topics. A filter cannot select by hash, so the session of a partition subscribes to the
 * exact topics of its gateways, and to those of their aircraft.
 */
import { AIRCRAFT_PUBLISH, filtersOf, GATEWAY_PUBLISH, type TopicKind } from '@rookery/thing-model'
import type { Device, Directory } from '#link/directory.ts'

/**
 * Kinds that every process reads, without a session: telemetry keeps every process up to date and may overtake, and
 * the answer to a command is awaited by whichever process sent it.
 */
export const READ_BY_ALL: ReadonlySet<TopicKind> = new Set<TopicKind>(['osd', 'drc/up'])
/** Read by every process and by the partition: a process that no longer lives may have sent the command. */
export const REPLIES: ReadonlySet<TopicKind> = new Set<TopicKind>(['services_reply', 'property/set_reply'])

/** What the processes of one installation tell each other. No device has a right to it. */
export const PROCESSES = 'rookery/processes'

const ofGateway = [...GATEWAY_PUBLISH].filter(kind => !READ_BY_ALL.has(kind))
const ofAircraft = [...AIRCRAFT_PUBLISH].filter(kind => !READ_BY_ALL.has(kind))

/** FNV-1a, spread once more because serial numbers differ in their last characters. Must never change. */
export function partitionOf(gatewaySn: string, partitions: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < gatewaySn.length; i++) hash = Math.imul(hash ^ gatewaySn.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) % partitions
}

export class Assignment {
  readonly #directory: Directory
  readonly #partitions: number
  /** Gateways that spoke before anything was known of them: remote controllers at their first update_topo. */
  readonly #adopted = new Set<string>()

  constructor(directory: Directory, partitions: number) {
    this.#directory = directory
    this.#partitions = partitions
  }

  adopt(gatewaySn: string): void {
    this.#adopted.add(gatewaySn)
  }

  /** Whether anything is known of the serial number: its topics are subscribed to somewhere. */
  knows(sn: string): boolean {
    const directory = this.#directory
    return directory.account(sn) !== undefined || directory.device(sn) !== undefined || this.#adopted.has(sn)
  }

  /** Partition of a gateway or aircraft. An aircraft with several gateways goes with the first of them by name. */
  of(sn: string): number {
    const device = this.#directory.device(sn)
    const gateway = device && isAircraft(device) ? [...device.gateways.keys()].sort()[0] : undefined
    return partitionOf(gateway ?? sn, this.#partitions)
  }

  /** Gateways of a partition. */
  gateways(partition: number): string[] {
    const directory = this.#directory
    const all = new Set(this.#adopted)
    for (const { sn } of directory.accounts()) all.add(sn)
    for (const device of directory.devices()) if (!isAircraft(device)) all.add(device.sn)
    return [...all].filter(sn => partitionOf(sn, this.#partitions) === partition)
  }

  /** Topics that the session of a partition subscribes to. */
  topics(partition: number): Set<string> {
    const topics = new Set<string>()
    const add = (kinds: TopicKind[], sn: string) => {
      for (const kind of kinds) for (const topic of filtersOf(kind, sn)) topics.add(topic)
    }
    for (const sn of this.gateways(partition)) {
      add(ofGateway, sn)
      for (const child of this.#directory.device(sn)?.children.keys() ?? [])
        if (this.of(child) === partition) add(ofAircraft, child)
    }
    return topics
  }
}

const isAircraft = (device: Device) => device.product.category === 'aircraft'
