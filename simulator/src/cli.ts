/** `npm run simulate`: a fleet of simulated docks, a recording of its traffic, or the replay of one. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { addGateway, type GatewayCredentials, type Installer, signIn } from './cloud.ts'
import type { Faults } from './faults.ts'
import { createFleet, registerDocks } from './fleet.ts'
import { ODDITIES, type OddityName, odditiesNamed } from './oddities/index.ts'
import { createRecorder } from './record.ts'
import { replay } from './replay.ts'

const HELP = `npm run simulate -- [options]

Where
  --server URL             HTTP address of the server; docks are added through it
  --username NAME          who adds them (default admin)
  --password TEXT          or ROOKERY_ADMIN_PASSWORD in the environment
  --credentials FILE       take the accounts from a file of JSON instead
  --save-credentials FILE  keep the accounts there
  --mqtt URL               broker, where it is not the one that the server names

What
  --docks N                how many docks, up to 10000 (default 3)
  --airborne N             how many of their aircraft fly patrols (default 0)
  --aircraft-on            switch all aircraft on, as a heavier load
  --odd N                  how many docks behave oddly (default 0)
  --oddities A,B           which oddities these have (default all); --list-oddities explains them
  --time-factor X          let jobs, flights and charging run faster (default 1)
  --osd-interval MS        telemetry period (default 2000)
  --joins-per-second N     (default 100)
  --latency MS             time to answer a command (default 60)
  --mqtt-version 3.1.1|5   (default 5)
  --seconds N              stop after that time

Faults, of all docks
  --lost-replies RATE  --late-replies RATE  --late-by MS  --duplicates RATE
  --reordering RATE  --flapping MS  --clock-skew MS

Recordings
  --record FILE            append all traffic as lines of JSON
  --replay FILE            play a recording instead of a fleet
  --speed X                of the replay (default 1)
  --same-ids               keep the recorded tid and bid
`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    'list-oddities': { type: 'boolean' },
    server: { type: 'string' },
    username: { type: 'string', default: 'admin' },
    password: { type: 'string' },
    credentials: { type: 'string' },
    'save-credentials': { type: 'string' },
    mqtt: { type: 'string' },
    docks: { type: 'string', default: '3' },
    airborne: { type: 'string', default: '0' },
    'aircraft-on': { type: 'boolean', default: false },
    odd: { type: 'string', default: '0' },
    oddities: { type: 'string' },
    'time-factor': { type: 'string', default: '1' },
    'osd-interval': { type: 'string', default: '2000' },
    'joins-per-second': { type: 'string', default: '100' },
    latency: { type: 'string', default: '60' },
    'mqtt-version': { type: 'string', default: '5' },
    seconds: { type: 'string' },
    'lost-replies': { type: 'string' },
    'late-replies': { type: 'string' },
    'late-by': { type: 'string', default: '15000' },
    duplicates: { type: 'string' },
    reordering: { type: 'string' },
    flapping: { type: 'string' },
    'clock-skew': { type: 'string' },
    record: { type: 'string' },
    replay: { type: 'string' },
    speed: { type: 'string', default: '1' },
    'same-ids': { type: 'boolean', default: false },
  },
})

class UsageError extends Error {}

function number(name: keyof typeof values, low: number, high: number): number {
  const value = Number(values[name])
  if (!(value >= low && value <= high)) throw new UsageError(`--${name} must be a number from ${low} to ${high}`)
  return value
}
const optional = (name: keyof typeof values, low: number, high: number) =>
  values[name] === undefined ? undefined : number(name, low, high)

function faults(): Faults {
  const rate = (name: keyof typeof values) => optional(name, 0, 1)
  const late = rate('late-replies')
  const reordering = rate('reordering')
  const flapping = optional('flapping', 100, 1e9)
  return {
    lostReplies: rate('lost-replies'),
    duplicates: rate('duplicates'),
    lateReplies: late === undefined ? undefined : { rate: late, delayMs: number('late-by', 0, 1e9) },
    reordering: reordering === undefined ? undefined : { rate: reordering, windowMs: 500 },
    flapping: flapping === undefined ? undefined : { everyMs: flapping },
    clockSkewMs: optional('clock-skew', -1e12, 1e12),
  }
}

function oddities(): OddityName[] {
  const names = values.oddities?.split(',') ?? ODDITIES.map(oddity => oddity.name)
  return odditiesNamed(names).map(oddity => oddity.name as OddityName)
}

async function installer(): Promise<Installer | undefined> {
  if (!values.server) return undefined
  const password = values.password ?? process.env.ROOKERY_ADMIN_PASSWORD
  if (!password) throw new UsageError('--password or ROOKERY_ADMIN_PASSWORD is needed with --server')
  return await signIn(values.server, values.username, password)
}

const savedCredentials = (): GatewayCredentials[] =>
  values.credentials ? (JSON.parse(readFileSync(values.credentials, 'utf8')) as GatewayCredentials[]) : []

async function credentialsFor(count: number): Promise<GatewayCredentials[]> {
  const saved = savedCredentials()
  if (values.credentials) return saved.slice(0, count)
  const who = await installer()
  if (!who) throw new UsageError('either --server or --credentials is needed; --help explains')
  const credentials = await registerDocks(who, count)
  if (values['save-credentials'])
    writeFileSync(values['save-credentials'], JSON.stringify(credentials, null, 2), { mode: 0o600 })
  return credentials
}

/** Resolves at Ctrl-C, SIGTERM or after --seconds. */
function untilStopped(): Promise<void> {
  const seconds = optional('seconds', 1, 1e9)
  return new Promise(resolve => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000)
  })
}

async function simulate(): Promise<void> {
  const count = number('docks', 1, 10_000)
  const odd = number('odd', 0, count)
  const odditiesOfOdd = odd > 0 ? oddities() : []
  const recorder = values.record ? createRecorder(values.record) : undefined
  const fleet = createFleet({
    credentials: await credentialsFor(count),
    mqttUrl: values.mqtt,
    airborne: number('airborne', 0, count),
    aircraftOn: values['aircraft-on'],
    speed: number('time-factor', 0.01, 1000),
    osdInterval: number('osd-interval', 20, 60_000),
    joinsPerSecond: number('joins-per-second', 0.1, 10_000),
    latency: number('latency', 0, 60_000),
    protocolVersion: values['mqtt-version'] === '5' ? 5 : 4,
    faults: faults(),
    recorder,
    // The last docks, so that those on patrol stay sane.
    each: index => (index >= count - odd ? { oddities: odditiesOfOdd } : {}),
  })
  let before = { sent: 0, received: 0 }
  const PERIOD = 5
  const summary = setInterval(() => {
    const sum = (of: 'sent' | 'received') => fleet.docks.reduce((total, dock) => total + dock.link.counters[of], 0)
    const now = { sent: sum('sent'), received: sum('received') }
    const online = fleet.docks.filter(dock => dock.online).length
    const violations = fleet.docks.reduce((total, dock) => total + dock.violations.length, 0)
    const rate = (of: 'sent' | 'received') => Math.round((now[of] - before[of]) / PERIOD)
    console.log(
      `${new Date().toISOString().slice(11, 19)}  online ${online}/${count}  sent ${rate('sent')}/s  ` +
        `received ${rate('received')}/s  violations ${violations}`,
    )
    before = now
  }, PERIOD * 1000)
  fleet.start().then(
    () => console.log(`all ${count} docks have joined`),
    error => console.error(`a dock could not join: ${error.message}`),
  )
  await untilStopped()
  clearInterval(summary)
  await fleet.stop()
  await recorder?.close()
  for (const [text, times] of violationCounts(fleet.docks.flatMap(dock => dock.violations)))
    console.log(`${times} x ${text}`)
}

function violationCounts(
  violations: readonly { kind: string; method?: string; detail: string }[],
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { kind, method = '', detail } of violations) {
    const text = `${kind} ${method}: ${detail}`
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}

async function play(file: string): Promise<void> {
  const saved = new Map(savedCredentials().map(credentials => [credentials.gateway_sn, credentials]))
  const who = saved.size ? undefined : await installer()
  if (!saved.size && !who) throw new UsageError('a replay needs --server or --credentials')
  const result = await replay({
    file,
    mqttUrl: values.mqtt,
    speed: number('speed', 0.01, 10_000),
    sameIds: values['same-ids'],
    credentialsOf: async sn => saved.get(sn) ?? (who && (await addGateway(who, sn, `Replay of ${sn}`))),
  })
  console.log(`replayed ${result.sent} messages of ${result.gateways} gateways, ${result.skipped} skipped`)
}

async function main(): Promise<void> {
  if (values.help) console.log(HELP)
  else if (values['list-oddities'])
    for (const { name, summary } of ODDITIES) console.log(`${name.padEnd(26)}${summary}`)
  else if (values.replay) await play(values.replay)
  else await simulate()
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error instanceof UsageError ? error.message : error)
    process.exit(1)
  },
)
