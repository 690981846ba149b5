/**
 * The settings of the server as one table. Each is an environment variable and a flag of the CLI
 * (`ROOKERY_HTTP_PORT`, `--http-port`); the flag wins. A wrong value stops the start with one sentence.
 */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'

export interface Setting<T> {
  name: string
  /** As it would be written in the environment; undefined: unset. */
  default: string | undefined
  /** Not shown, not logged. */
  secret: boolean
  description: string
  /** @throws Error whose message completes the sentence `NAME ...`. */
  parse(text: string): T
  /** What an absent setting becomes. */
  absent: T
}

export class ConfigError extends Error {}

type Parse<T> = (text: string) => T

function setting<T>(name: string, fallback: string, parse: Parse<T>, description: string): Setting<T> {
  return { name, default: fallback, secret: false, description, parse, absent: parse(fallback) }
}
function optional<T>(name: string, parse: Parse<T>, description: string): Setting<T | undefined> {
  return { name, default: undefined, secret: false, description, parse, absent: undefined }
}
const secret = <T>(s: Setting<T>): Setting<T> => ({ ...s, secret: true })

const text: Parse<string> = value => value
const path: Parse<string> = value => resolve(value)

const port: Parse<number> = value => {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number > 65535) throw new Error('must be a port from 0 (any free one) to 65535')
  return number
}

const oneOf =
  <const V extends string>(...values: V[]): Parse<V> =>
  value => {
    if (!values.includes(value as V)) throw new Error(`must be one of ${values.join(', ')}`)
    return value as V
  }

const url =
  (...protocols: string[]): Parse<string> =>
  value => {
    const parsed = URL.canParse(value) ? new URL(value) : undefined
    if (!parsed || !protocols.includes(parsed.protocol.slice(0, -1)) || !parsed.hostname) {
      throw new Error(`must be an address that starts with ${protocols.map(p => `${p}://`).join(' or ')}`)
    }
    return value.replace(/\/+$/, '')
  }

const listOf =
  <T>(item: Parse<T>): Parse<T[]> =>
  value =>
    value
      .split(',')
      .map(part => part.trim())
      .filter(part => part !== '')
      .map(item)

const origin: Parse<string> = value => {
  const parsed = url('http', 'https')(value)
  if (new URL(parsed).origin !== parsed) throw new Error('must list origins such as https://app.example.com, no paths')
  return parsed
}

const proxy: Parse<string> = value => {
  const [address, bits, more] = value.split('/')
  const version = isIP(address ?? '')
  const width = bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32))
  if (!version || !width || more !== undefined) {
    throw new Error('must list the addresses or networks of your proxies, such as 127.0.0.1,10.0.0.0/8')
  }
  return value
}

/** Below this an HMAC key is weaker than its hash. */
const SECRET_BYTES = 32
/** Secrets that stand in published code: whoever knows the code can sign with them. */
const PUBLISHED_SECRETS = [
  'cloudapisample',
  '123456',
  'changeme',
  'change-me',
  'secret',
  'password',
  'rookery',
  'example',
]

const tokenSecret: Parse<string> = value => {
  const plain = value.toLowerCase()
  const repeated = /^(.{1,8}?)\1+$/s.test(value)
  if (repeated || PUBLISHED_SECRETS.some(known => plain.startsWith(known))) {
    throw new Error('is a published default or a repeated pattern: use 32 random bytes or more')
  }
  if (Buffer.byteLength(value) < SECRET_BYTES) {
    throw new Error(`must have at least ${SECRET_BYTES} bytes: make one with \`openssl rand -base64 32\``)
  }
  return value
}

const username: Parse<string> = value => {
  if (value.length > 64 || /[\p{C}\s]/u.test(value)) throw new Error('must be at most 64 characters without spaces')
  return value
}
const password: Parse<string> = value => {
  if (value.length < 8 || value.length > 256) throw new Error('must have 8 to 256 characters')
  return value
}

const seconds: Parse<number> = value => {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < 1 || number > 86_400)
    throw new Error('must be a number of seconds from 1 to 86400')
  return number
}

const bucket: Parse<string> = value => {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value))
    throw new Error('must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens')
  return value
}

export const SETTINGS = {
  dataDir: setting('ROOKERY_DATA_DIR', './data', path, 'Folder for the embedded database, objects and secrets'),
  host: setting('ROOKERY_HOST', '0.0.0.0', text, 'Address to listen on'),
  publicUrl: optional('ROOKERY_PUBLIC_URL', url('http', 'https'), 'Address of the console and API as users reach it'),
  httpPort: setting('ROOKERY_HTTP_PORT', '6789', port, 'Console, API, WebSocket and MQTT over WebSocket at /mqtt'),
  mqttPort: setting('ROOKERY_MQTT_PORT', '1883', port, 'Embedded MQTT broker'),
  s3Port: setting('ROOKERY_S3_PORT', '9000', port, 'Embedded object storage'),
  rtmpPort: setting('ROOKERY_RTMP_PORT', '1935', port, 'Live video by RTMP'),
  mqttPublicUrl: optional(
    'ROOKERY_MQTT_PUBLIC_URL',
    url('tcp', 'ssl', 'ws', 'wss'),
    'MQTT address that devices are told, in the form DJI Pilot 2 takes',
  ),
  s3PublicUrl: optional('ROOKERY_S3_PUBLIC_URL', url('http', 'https'), 'Object storage address that devices are told'),
  rtmpPublicUrl: optional('ROOKERY_RTMP_PUBLIC_URL', url('rtmp', 'rtmps'), 'RTMP address that devices are told'),
  tlsCert: optional('ROOKERY_TLS_CERT', path, 'Certificate file (PEM) for HTTP, WebSocket, MQTT and object storage'),
  tlsKey: optional('ROOKERY_TLS_KEY', path, 'Key file (PEM) of the certificate'),
  tokenSecret: secret(
    optional('ROOKERY_TOKEN_SECRET', tokenSecret, 'Key that signs access tokens; generated and kept when unset'),
  ),
  adminUsername: setting('ROOKERY_ADMIN_USERNAME', 'admin', username, 'First admin, made at the first start'),
  adminPassword: secret(
    optional('ROOKERY_ADMIN_PASSWORD', password, 'Password of the first admin; generated and printed when unset'),
  ),
  djiAppId: optional('ROOKERY_DJI_APP_ID', text, 'DJI app id for workspaces that set none'),
  djiAppKey: secret(optional('ROOKERY_DJI_APP_KEY', text, 'DJI app key for workspaces that set none')),
  djiLicense: secret(optional('ROOKERY_DJI_LICENSE', text, 'DJI app licence for workspaces that set none')),
  ntpHost: optional('ROOKERY_NTP_HOST', text, 'NTP server that docks are told, for workspaces that set none'),
  ntpPort: optional('ROOKERY_NTP_PORT', port, 'Port of that NTP server'),
  trustProxy: optional('ROOKERY_TRUST_PROXY', listOf(proxy), 'Proxies whose X-Forwarded-* headers are believed'),
  allowedOrigins: setting('ROOKERY_ALLOWED_ORIGINS', '', listOf(origin), 'Origins of front ends served elsewhere'),
  databaseUrl: secret(
    optional('DATABASE_URL', url('postgres', 'postgresql'), 'PostgreSQL server to use instead of the embedded one'),
  ),
  mqttUrl: secret(
    optional('ROOKERY_MQTT_URL', url('mqtt', 'mqtts', 'ws', 'wss'), 'MQTT broker to use instead of the embedded one'),
  ),
  mqttAuthSecret: secret(
    optional('ROOKERY_MQTT_AUTH_SECRET', tokenSecret, 'Bearer token of an EMQX that asks this server who may do what'),
  ),
  s3Url: optional('ROOKERY_S3_URL', url('http', 'https'), 'Object storage to use instead of the embedded one'),
  s3Provider: optional(
    'ROOKERY_S3_PROVIDER',
    oneOf('aws', 'minio', 'ali'),
    'Kind of that object storage: aws, ali (Alibaba OSS), or minio for all others; told by its address when unset',
  ),
  s3Region: optional('ROOKERY_S3_REGION', text, 'Region of that object storage; told by its address when unset'),
  s3Bucket: optional('ROOKERY_S3_BUCKET', bucket, 'Bucket in that object storage, or name of the embedded one'),
  s3AccessKeyId: optional('ROOKERY_S3_ACCESS_KEY_ID', text, 'Access key of the object storage'),
  s3SecretAccessKey: secret(optional('ROOKERY_S3_SECRET_ACCESS_KEY', text, 'Secret key of the object storage')),
  s3RoleArn: optional('ROOKERY_S3_ROLE_ARN', text, 'Role there that devices upload in; MinIO needs none'),
  s3StsUrl: optional('ROOKERY_S3_STS_URL', url('http', 'https'), 'Its STS service, if it is not where it usually is'),
  missionLateSeconds: setting(
    'ROOKERY_MISSION_LATE_SECONDS',
    '60',
    seconds,
    'How late a mission may start when no server was there at its time',
  ),
  logLevel: setting(
    'ROOKERY_LOG_LEVEL',
    'info',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'Least severe entries to log',
  ),
} satisfies Record<string, Setting<unknown>>

export type Config = {
  -readonly [K in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[K]['parse']> | (typeof SETTINGS)[K]['absent']
}

/** `ROOKERY_HTTP_PORT` -> `--http-port`, `DATABASE_URL` -> `--database-url`. */
export const flagOf = (setting: Pick<Setting<unknown>, 'name'>) =>
  `--${setting.name
    .replace(/^ROOKERY_/, '')
    .toLowerCase()
    .replaceAll('_', '-')}`

/**
 * Reads the settings from the environment and flags.
 * @throws ConfigError with one sentence that names the setting.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, args: string[] = []): Config {
  const flags = readFlags(args)
  const config: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(SETTINGS) as [string, Setting<unknown>][]) {
    const flag = flags.get(flagOf(setting))
    // An empty variable is an unset one, as in `ROOKERY_HOST= npm start`.
    const raw = flag ?? (env[setting.name] || undefined)
    try {
      config[key] = raw === undefined ? setting.absent : setting.parse(raw)
    } catch (error) {
      throw new ConfigError(`${flag === undefined ? setting.name : flagOf(setting)} ${(error as Error).message}`)
    }
  }
  const loaded = config as Config
  checkTogether(loaded)
  return loaded
}

function readFlags(args: string[]): Map<string, string> {
  const known = new Set(Object.values(SETTINGS).map(flagOf))
  const flags = new Map<string, string>()
  for (let i = 0; i < args.length; i++) {
    const [flag = '', inline] = split(args[i]!)
    if (!known.has(flag)) throw new ConfigError(`${flag} is not a setting: \`npm run rookery -- config\` lists them`)
    const value = inline ?? args[++i]
    if (value === undefined) throw new ConfigError(`${flag} needs a value`)
    flags.set(flag, value)
  }
  return flags
}

function split(arg: string): [string, string | undefined] {
  const at = arg.indexOf('=')
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)]
}

function checkTogether(config: Config): void {
  if ((config.tlsCert === undefined) !== (config.tlsKey === undefined)) {
    throw new ConfigError('ROOKERY_TLS_CERT and ROOKERY_TLS_KEY must be set together')
  }
  for (const [name, file] of [
    ['ROOKERY_TLS_CERT', config.tlsCert],
    ['ROOKERY_TLS_KEY', config.tlsKey],
  ] as const) {
    if (file === undefined) continue
    try {
      readFileSync(file)
    } catch (error) {
      throw new ConfigError(`${name} cannot be read: ${(error as NodeJS.ErrnoException).code} ${file}`)
    }
  }
  checkObjectStorage(config)
  const ports = [config.httpPort, config.mqttPort, config.s3Port, config.rtmpPort].filter(p => p !== 0)
  if (new Set(ports).size < ports.length) {
    throw new ConfigError('ROOKERY_HTTP_PORT, ROOKERY_MQTT_PORT, ROOKERY_S3_PORT and ROOKERY_RTMP_PORT must differ')
  }
}

function checkObjectStorage(config: Config): void {
  const { s3Url, s3Bucket, s3AccessKeyId, s3SecretAccessKey } = config
  if (s3Url !== undefined) {
    if ([s3Bucket, s3AccessKeyId, s3SecretAccessKey].includes(undefined))
      throw new ConfigError(
        'ROOKERY_S3_URL needs ROOKERY_S3_BUCKET, ROOKERY_S3_ACCESS_KEY_ID and ROOKERY_S3_SECRET_ACCESS_KEY as well',
      )
    const { pathname, username, hostname } = new URL(s3Url)
    if (pathname !== '/' || username !== '' || hostname.startsWith(`${s3Bucket}.`))
      throw new ConfigError('ROOKERY_S3_URL must be the address of the service alone, without bucket, path or user')
    if (s3ProviderOf(config) !== 'minio' && config.s3RoleArn === undefined)
      throw new ConfigError('ROOKERY_S3_ROLE_ARN must name the role that devices upload in: AWS and Alibaba need one')
    return
  }
  for (const key of ['s3Provider', 's3RoleArn', 's3StsUrl'] as const)
    if (config[key] !== undefined) throw new ConfigError(`${SETTINGS[key].name} is of no use without ROOKERY_S3_URL`)
  if ((s3AccessKeyId === undefined) !== (s3SecretAccessKey === undefined))
    throw new ConfigError('ROOKERY_S3_ACCESS_KEY_ID and ROOKERY_S3_SECRET_ACCESS_KEY must be set together')
}

/** The kind of an external object storage, as set or as its address tells. */
export function s3ProviderOf({ s3Url = '', s3Provider }: Config): 'aws' | 'minio' | 'ali' {
  if (s3Provider) return s3Provider
  const host = URL.canParse(s3Url) ? new URL(s3Url).hostname : ''
  if (/\.amazonaws\.com(\.cn)?$/.test(host)) return 'aws'
  return host.endsWith('.aliyuncs.com') ? 'ali' : 'minio'
}

/** Names of the environment that look like settings and are none: most likely misspelt. */
export function unknownSettings(env: NodeJS.ProcessEnv = process.env): string[] {
  const known = new Set(Object.values(SETTINGS).map(s => s.name))
  return Object.keys(env).filter(
    name => /^ROOKERY_/.test(name) && !/^ROOKERY_(TEST|DEV|BENCH)_/.test(name) && !known.has(name),
  )
}

/** For a command of the CLI or a server: the settings, or one sentence on stderr and the end. */
export function loadConfigOrExit(args: string[] = process.argv.slice(2)): Config {
  try {
    return loadConfig(process.env, args)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`rookery: ${error.message}\n`)
    process.exit(1)
  }
}
