/**
 * `npm run demo`: the server with a simulated fleet around Rotterdam. Everything lives in ./data/demo and is there
 * again at the next start; Ctrl-C stops it all.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import {
  addGateway,
  CloudError,
  createFleet,
  dockSn,
  type Installer,
  keyHolder,
  ODDITY_NAMES,
  patrol,
  pilotFlight,
  pilotPhotos,
  pilotSignIn,
  pilotUploadMedia,
  SimulatedRemoteController,
  signIn,
} from '@rookery/simulator'
import { productById } from '@rookery/thing-model'
import { flySoon, MISSIONS, seedMissions, WINDY_DOCK } from './demo-missions.ts'

const root = join(import.meta.dirname, '..')
const folder = resolve(process.env.ROOKERY_DATA_DIR ?? join(root, 'data/demo'))
const memoryFile = join(folder, 'demo.json')
const logFile = join(folder, 'server.log')

/**
 * Docks in the port, west to east; heights above the ellipsoid. The first three patrol, the next four fly missions, the
 * last is odd.
 */
const DOCKS = [
  { name: 'Botlek tank park', latitude: 51.8806, longitude: 4.2874, height: 48.2 },
  { name: 'Waalhaven terminal', latitude: 51.8812, longitude: 4.4329, height: 47.6 },
  { name: 'Maasvlakte container yard', latitude: 51.9556, longitude: 4.0241, height: 49.1 },
  { name: 'Europoort refinery', latitude: 51.9471, longitude: 4.1436, height: 48.4 },
  { name: 'Pernis pipeline crossing', latitude: 51.8857, longitude: 4.3871, height: 47.3 },
  { name: 'Vlaardingen lock', latitude: 51.9014, longitude: 4.3476, height: 46.9 },
  { name: 'Schiedam dry dock', latitude: 51.9063, longitude: 4.4012, height: 47.0 },
  { name: 'Ridderkerk substation', latitude: 51.8681, longitude: 4.6027, height: 46.5 },
]
const AIRBORNE = 3
const CONTROLLERS = [
  { sn: 'SIMRCPLUS20001', product: 'rc-plus-2', latitude: 51.9329, longitude: 4.5163, height: 45.8 },
  { sn: 'SIMRCPRO000001', product: 'rc-pro', latitude: 51.8493, longitude: 4.3262, height: 45.4 },
] as const
const PILOT = 'demo-pilot'
const PILOT_PHOTOS = 'photos of the pilot'
/** How much faster docks with missions live, so that a visitor need not wait long. */
const MISSION_SPEED = 3

/** What the demo keeps between two starts. */
interface Memory {
  api_key: string
  workspace_id: string
  pilot_password: string
  /** Names of what was made at an earlier start; what its owner has deleted stays away. */
  made?: string[]
}
interface Ready {
  event: 'ready'
  http: string
}

/** Starts the server and resolves with its ready line. */
function startServer(): { child: ChildProcess; ready: Promise<Ready> } {
  mkdirSync(folder, { recursive: true })
  const log = openSync(logFile, 'a')
  const child = spawn(process.execPath, [join(root, 'server/src/main.ts')], {
    cwd: root,
    env: { ...process.env, ROOKERY_DATA_DIR: folder },
    stdio: ['ignore', 'pipe', log],
  })
  const ready = new Promise<Ready>((resolveReady, reject) => {
    createInterface({ input: child.stdout! }).on('line', line => {
      const message = parseJson(line)
      if (message?.event === 'ready') resolveReady(message as unknown as Ready)
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`the server stopped:\n${lastLines(logFile, 5)}`)))
  })
  return { child, ready }
}

const parseJson = (text: string): { [name: string]: unknown } | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
const lastLines = (file: string, count: number) =>
  readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n')

/** Name and generated password of the first admin, as the server wrote them down. */
function firstAdmin(): { username: string; password: string } | undefined {
  const { ROOKERY_ADMIN_USERNAME: name = 'admin', ROOKERY_ADMIN_PASSWORD: given } = process.env
  if (given) return { username: name, password: given }
  const file = join(folder, 'admin-password')
  if (!existsSync(file)) return undefined
  const [username = '', password = ''] = readFileSync(file, 'utf8').split('\n')
  return { username, password }
}

/** An installer by the API key of the first start, which outlives a changed password. */
async function installer(server: string): Promise<{ who: Installer; memory: Memory }> {
  const known = existsSync(memoryFile) ? (JSON.parse(readFileSync(memoryFile, 'utf8')) as Memory) : undefined
  if (known) return { who: keyHolder(server, known.api_key, known.workspace_id), memory: known }
  const admin = firstAdmin()
  if (!admin) throw new Error(`${folder} is not of this demo: set ROOKERY_ADMIN_PASSWORD, or move the folder away`)
  const { call, workspaceId } = await signIn(server, admin.username, admin.password)
  const { key } = await call<{ key: string }>('POST', `/manage/api/v1/workspaces/${workspaceId}/api-keys`, {
    name: 'Demo fleet',
    role: 'admin',
    expires_at: null,
  })
  const memory = { api_key: key, workspace_id: workspaceId, pilot_password: `${crypto.randomUUID()}Aa1` }
  writeFileSync(memoryFile, JSON.stringify(memory), { mode: 0o600 })
  return { who: keyHolder(server, key, workspaceId), memory }
}

async function ensurePilot({ call, workspaceId }: Installer, password: string): Promise<void> {
  try {
    await call('POST', `/manage/api/v1/workspaces/${workspaceId}/users`, { username: PILOT, password, role: 'pilot' })
  } catch (error) {
    if (!(error instanceof CloudError && error.status === 409)) throw error
  }
}

async function demo(): Promise<void> {
  console.log('Starting the server ...')
  const { child, ready } = startServer()
  let wanted = false
  const stopping = new Promise<void>(resolveStop => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        wanted = true
        resolveStop()
      })
  })
  const devices: { stop(): Promise<void> }[] = []
  try {
    const started = await Promise.race([ready, stopping])
    if (!started) return
    const { http } = started
    const { who, memory } = await installer(http)
    const credentials = []
    for (const [index, { name }] of DOCKS.entries()) credentials.push(await addGateway(who, dockSn(index + 1), name))
    await ensurePilot(who, memory.pilot_password)

    const fleet = createFleet({
      credentials,
      latency: 80,
      each: index => ({
        place: DOCKS[index]!,
        callsign: DOCKS[index]!.name,
        aircraftSn: `SIMAIR${String(index + 1).padStart(8, '0')}`,
        ...(MISSIONS.some(({ dock }) => dock === index)
          ? { speed: MISSION_SPEED, weather: { rainfall: 0, wind: index === WINDY_DOCK ? 14 : 4 } }
          : {}),
        ...(index === DOCKS.length - 1 ? { oddities: ODDITY_NAMES, aircraftOn: true } : {}),
      }),
    })
    const controllers = CONTROLLERS.map(
      ({ sn, product, latitude, longitude, height }) =>
        new SimulatedRemoteController({
          sn,
          product,
          server: http,
          username: PILOT,
          password: memory.pilot_password,
          aircraftSn: sn.replace('SIMRC', 'SIMAIR'),
          place: { latitude, longitude, height },
          latency: 80,
        }),
    )
    devices.push(fleet, ...controllers)
    const joined = Promise.all([fleet.start(), ...controllers.map(controller => controller.join())])
    if ((await Promise.race([joined.then(() => 'joined'), stopping])) !== 'joined') return
    for (const dock of fleet.docks.slice(0, AIRBORNE)) void patrol(dock)
    void pilotFlight(controllers[0]!)
    devices.push(await missions(http, who, memory))

    console.log(await greeting(http))
    const died = new Promise<void>(resolveDeath =>
      child.once('exit', () => {
        // A Ctrl-C in the terminal reaches the server too.
        if (wanted) return
        console.error(`The server stopped:\n${lastLines(logFile, 5)}`)
        process.exitCode = 1
        resolveDeath()
      }),
    )
    await Promise.race([stopping, died])
  } finally {
    console.log('Stopping ...')
    await Promise.all([...devices.map(device => device.stop()), stopServer(child)])
  }
}

/** Makes missions and photos that are not there yet, and lets the missions fly. */
async function missions(http: string, who: Installer, memory: Memory): Promise<{ stop(): Promise<void> }> {
  const made = memory.made ?? []
  const docks = DOCKS.map((dock, index) => ({ ...dock, sn: dockSn(index + 1) }))
  const ids = await seedMissions(who, docks, made)
  if (!made.includes(PILOT_PHOTOS)) {
    const session = await pilotSignIn(http, PILOT, memory.pilot_password)
    const product = productById('m4t')!
    const { latitude, longitude, height } = CONTROLLERS[0]
    const photos = await pilotPhotos({ latitude, longitude, height }, product, 6)
    await pilotUploadMedia(http, session, photos, {
      ...{ sn: CONTROLLERS[0].sn.replace('SIMRC', 'SIMAIR'), product, payloadKey: '1-89-0' },
    })
    made.push(PILOT_PHOTOS)
  }
  writeFileSync(memoryFile, JSON.stringify({ ...memory, made }), { mode: 0o600 })
  const cancel = flySoon(who, ids)
  return { stop: async () => cancel() }
}

async function greeting(http: string): Promise<string> {
  const admin = firstAdmin()
  const works = admin && (await signIn(http, admin.username, admin.password).then(Boolean, () => false))
  const lines = [
    '',
    '  Rookery demo',
    '',
    `  Console    ${http}`,
    `  User       ${admin?.username ?? 'admin'}`,
    `  Password   ${works ? admin.password : 'the one that you have set'}`,
    '',
    `  ${DOCKS.length} docks around Rotterdam, ${AIRBORNE} of their aircraft on patrol; "${DOCKS.at(-1)!.name}" behaves oddly on purpose.`,
    `  ${MISSIONS.length} missions fly over the day, the first within seconds; "${DOCKS[WINDY_DOCK]!.name}" stands in a gale.`,
    '  2 remote controllers: an RC Plus 2 with its aircraft in the air, an RC Pro.',
    `  Data and log of the server: ${folder}`,
    '',
    '  Ctrl-C stops everything.',
    '',
  ]
  return lines.join('\n')
}

/** SIGTERM, and the hard way after 9 s. */
function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolveStop => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 9_000)
    child.once('exit', () => {
      clearTimeout(timer)
      resolveStop()
    })
    child.kill('SIGTERM')
  })
}

demo().then(
  () => process.exit(),
  error => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
