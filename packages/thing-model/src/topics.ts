/**
 * Every MQTT topic of the Cloud API. This is the only place where topic strings are written.
 * `sn` is the gateway's serial number, on `osd`, `state` and `events` possibly an aircraft's.
 */

/** `Mqtt 3.1.1` forbids wildcards in a topic name; a separator in a serial number would reach other topics. */
export const isSerialNumber = (sn: unknown): sn is string => typeof sn === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(sn)

const THING = 'thing/product/'
const SYS = 'sys/product/'

/** Topic suffixes a device publishes. */
export const UP = [
  'osd',
  'state',
  'services_reply',
  'events',
  'requests',
  'property/set_reply',
  'drc/up',
  'status',
] as const
/** Topic suffixes the cloud publishes. */
export const DOWN = [
  'services',
  'events_reply',
  'requests_reply',
  'property/set',
  'drc/down',
  'state_reply',
  'status_reply',
] as const
export type UpTopic = (typeof UP)[number]
export type DownTopic = (typeof DOWN)[number]
export type TopicKind = UpTopic | DownTopic

const join = (kind: TopicKind, sn: string) =>
  `${kind === 'status' || kind === 'status_reply' ? SYS : THING}${sn}/${kind}`

/** Topic of a kind for one serial number. `status` and `status_reply` live under `sys/`. */
export function topicOf(kind: TopicKind, sn: string): string {
  if (!isSerialNumber(sn)) throw new RangeError(`"${sn}" cannot be a serial number in a topic`)
  return join(kind, sn)
}
/** Topic of a kind with `{sn}` in place of the serial number, for documents. */
export const topicTemplate = (kind: TopicKind): string => join(kind, '{sn}')

const KNOWN: ReadonlyMap<string, TopicKind> = new Map([...UP, ...DOWN].map(kind => [kind, kind]))

export interface ParsedTopic {
  sn: string
  kind: TopicKind
}
/** Takes a topic apart; undefined for anything that is not a Cloud API topic. Also knows `thing/.../status`. */
export function parseTopic(topic: string): ParsedTopic | undefined {
  const start = topic.startsWith(THING) ? THING.length : topic.startsWith(SYS) ? SYS.length : -1
  if (start < 0) return undefined
  const slash = topic.indexOf('/', start)
  if (slash <= start) return undefined
  const kind = KNOWN.get(topic.slice(slash + 1))
  const sn = topic.slice(start, slash)
  if (!kind || !isSerialNumber(sn)) return undefined
  // `sys` carries status alone; `thing/.../status` stands on one reference page and is taken as status too.
  if (start === SYS.length && kind !== 'status' && kind !== 'status_reply') return undefined
  return { sn, kind }
}

/** What a gateway may publish below its own SN, and what below that of its aircraft. */
export const GATEWAY_PUBLISH: ReadonlySet<TopicKind> = new Set(UP)
export const GATEWAY_SUBSCRIBE: ReadonlySet<TopicKind> = new Set(DOWN)
export const AIRCRAFT_PUBLISH: ReadonlySet<TopicKind> = new Set<TopicKind>(['osd', 'state', 'events'])
export const AIRCRAFT_SUBSCRIBE: ReadonlySet<TopicKind> = new Set<TopicKind>(['events_reply', 'state_reply'])

/**
 * Topics on which messages of a kind arrive: those of one serial number, or with `+` the filters for all. `status` is
 * the one with two, since it also comes under `thing/`.
 */
export function filtersOf(kind: TopicKind, sn: string): string[] {
  if (sn !== '+' && !isSerialNumber(sn)) throw new RangeError(`"${sn}" cannot be a serial number in a topic`)
  return kind === 'status' ? [join(kind, sn), `${THING}${sn}/${kind}`] : [join(kind, sn)]
}
/** Filters for everything below one serial number, or with `+` below all. */
export const wholeDevice = (sn: string): string[] => [`${THING}${sn}/#`, `${SYS}${sn}/#`]
