/** The addresses that users and devices are told, from the settings and the ports that were really opened. */
import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Config } from './config.ts'

export interface Ports {
  http: number
  /** Undefined with an external broker. */
  mqtt?: number
  s3?: number
  rtmp?: number
}

export interface Addresses {
  /** Console and API, without a trailing slash. */
  http: string
  /** As DJI Pilot 2 and docks take it: `tcp://host:1883`, `ssl://...`, `ws://.../mqtt`. */
  mqtt: string
  s3: string
  rtmp: string
}

export function publicAddresses(config: Config, ports: Ports): Addresses {
  const tls = config.tlsCert !== undefined
  const host = publicHost(config)
  return {
    http: config.publicUrl ?? `${tls ? 'https' : 'http'}://${host}:${ports.http}`,
    mqtt:
      config.mqttPublicUrl ??
      brokerAddress(config) ??
      `${tls ? 'ssl' : 'tcp'}://${host}:${ports.mqtt ?? config.mqttPort}`,
    s3: s3Address(config, ports.s3 ?? config.s3Port),
    rtmp: config.rtmpPublicUrl ?? `rtmp://${host}:${ports.rtmp ?? config.rtmpPort}`,
  }
}

/** Where devices find the object storage; `port` is that of the embedded one. */
export const s3Address = (config: Config, port: number): string =>
  config.s3PublicUrl ??
  config.s3Url ??
  `${config.tlsCert === undefined ? 'http' : 'https'}://${publicHost(config)}:${port}`

const publicHost = (config: Config) =>
  bracket(config.publicUrl ? new URL(config.publicUrl).hostname : advertisedHost(config.host))

/** The external broker's address without its credentials, in the devices' spelling. */
function brokerAddress(config: Config): string | undefined {
  if (!config.mqttUrl) return undefined
  const broker = new URL(config.mqttUrl)
  const scheme = { 'mqtt:': 'tcp', 'mqtts:': 'ssl', 'ws:': 'ws', 'wss:': 'wss' }[broker.protocol]
  const port = broker.port || { 'mqtt:': '1883', 'mqtts:': '8883', 'ws:': '80', 'wss:': '443' }[broker.protocol]
  const path = broker.protocol.startsWith('ws') ? broker.pathname : ''
  return `${scheme}://${broker.hostname}:${port}${path}`
}

/** One sentence for each address that devices cannot reach although users come from the Internet. */
export function addressWarnings(config: Config, addresses: Addresses): string[] {
  if (!config.publicUrl || reach(new URL(config.publicUrl).hostname) !== 'public') return []
  return (['mqtt', 's3', 'rtmp'] as const).flatMap(service => {
    const where = reach(new URL(addresses[service]).hostname)
    if (where === 'public') return []
    return [
      `devices are told ${addresses[service]}, a ${where} address, while ROOKERY_PUBLIC_URL is public: ` +
        `set ROOKERY_${service.toUpperCase()}_PUBLIC_URL`,
    ]
  })
}

const LOOPBACK = blockList(['127.0.0.0', 8], ['::1', 128])
const PRIVATE = blockList(
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
  ['fe80::', 10],
)

function blockList(...networks: [string, number][]): BlockList {
  const list = new BlockList()
  for (const [network, bits] of networks) list.addSubnet(network, bits, isIP(network) === 6 ? 'ipv6' : 'ipv4')
  return list
}

/** How far a host name or address reaches, judged by its form alone. */
export function reach(host: string): 'loopback' | 'private' | 'public' {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  const version = isIP(name)
  if (!version) {
    if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback'
    return !name.includes('.') || /\.(local|lan|internal|home\.arpa)$/.test(name) ? 'private' : 'public'
  }
  const family = version === 6 ? 'ipv6' : 'ipv4'
  if (LOOPBACK.check(name, family)) return 'loopback'
  return PRIVATE.check(name, family) ? 'private' : 'public'
}

export const isLoopback = (address: string) => reach(address.replace(/^::ffff:/, '')) === 'loopback'

function advertisedHost(host: string): string {
  if (!isWildcard(host)) return host
  const candidates = Object.values(networkInterfaces())
    .flat()
    .filter(i => i !== undefined && !i.internal && i.family === 'IPv4' && !i.address.startsWith('169.254.'))
  return candidates[0]?.address ?? '127.0.0.1'
}

const isWildcard = (host: string) => host === '0.0.0.0' || host === '::'
const bracket = (host: string) => (isIP(host) === 6 ? `[${host}]` : host)
