/** The composition root: every part is made and wired here and nowhere else. */
import { mkdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { Alarms, alarmRoutes, alarmStore } from './features/alarm/index.ts'
import { ApiKeyService, apiKeyRoutes, apiKeyStore } from './features/api-key/index.ts'
import { auditLog, auditRoutes } from './features/audit/index.ts'
import { cmdHandlers, cmdRoutes } from './features/cmd/index.ts'
import { Commands, commandRoutes, commandStore, Spool } from './features/command/index.ts'
import { configHandlers } from './features/config/index.ts'
import { Deviations, deviationRoutes, deviationStore } from './features/deviation/index.ts'
import {
  DeviceService,
  demoDockOsd,
  deviceHandlers,
  deviceRoutes,
  deviceStore,
  LiveDevices,
  osdCode,
  Presence,
  Telemetry,
  telemetryStore,
} from './features/device/index.ts'
import { FlightRecorder, Flights, flightRoutes, flightStore, timelineStore } from './features/flight/index.ts'
import {
  accessPolicy,
  BrokerAccess,
  brokerRoutes,
  brokerStore,
  GatewayPasswords,
  GatewayService,
  gatewayRoutes,
  gatewayStore,
  RejectedMessages,
  Timeline,
} from './features/gateway/index.ts'
import { mediaHandlers, mediaRoutes, mediaStore, openMedia, pilotMediaRoutes } from './features/media/index.ts'
import {
  Dispatcher,
  demoMissionRoutes,
  dispatchable,
  Missions,
  missionHandlers,
  missionRoutes,
  missionStore,
  Planner,
  Readiness,
} from './features/mission/index.ts'
import { organizationHandlers } from './features/organization/index.ts'
import {
  Holds,
  holdStore,
  MissionAlarms,
  missionSafetyStore,
  ReturnAll,
  returnAllStore,
  safetyHandlers,
  safetyRoutes,
  Watch,
} from './features/safety/index.ts'
import { SessionService, sessionRoutes, sessionStore } from './features/session/index.ts'
import { SiteService, siteRoutes, siteStore } from './features/site/index.ts'
import { StorageService, storageHandlers, storageRoutes } from './features/storage/index.ts'
import { ensureFirstAdmin, UserService, userRoutes, userStore } from './features/user/index.ts'
import { Waylines, waylineRoutes, waylineStore } from './features/wayline/index.ts'
import { WorkspaceService, workspaceRoutes, workspaceStore } from './features/workspace/index.ts'
import { directoryStore } from './link/directory.store.ts'
import { Directory } from './link/directory.ts'
import { DirectoryNotices } from './link/directory-notices.store.ts'
import { linkStore } from './link/link.store.ts'
import { Link } from './link/link.ts'
import type { DeviceTransport, Inbound } from './link/ports.ts'
import { type Addresses, addressWarnings, publicAddresses } from './platform/addresses.ts'
import { createAudit } from './platform/audit.ts'
import { reaches } from './platform/auth/caller.ts'
import { Auth } from './platform/auth/index.ts'
import { prepareDecoy } from './platform/auth/passwords.ts'
import { tokenSecret } from './platform/auth/secret.ts'
import { Bus } from './platform/bus.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { holdAlone } from './platform/database/alone.ts'
import { openDatabase } from './platform/database/index.ts'
import type { Database } from './platform/database/schema.ts'
import { hasRoom, roomOf } from './platform/disk.ts'
import { lockFolder } from './platform/folder-lock.ts'
import { createHttp } from './platform/http.ts'
import { openJobs } from './platform/jobs/index.ts'
import type { Logger } from './platform/log.ts'
import { Metrics } from './platform/metrics.ts'
import { openObjects } from './platform/objects/index.ts'
import { openTls } from './platform/tls.ts'
import { Hub } from './push/hub.ts'
import { pushEvents } from './push/subscriptions.ts'
import { operationRoutes } from './transport/http/operations.ts'
import { startEmbeddedBroker } from './transport/mqtt/embedded.ts'
import type { ExternalBroker } from './transport/mqtt/external.ts'
import { leaseStore } from './transport/mqtt/leases.store.ts'
import { serveWebSockets } from './transport/ws.ts'
import { VERSION } from './version.ts'

export interface RunningServer {
  addresses: Addresses
  /** Undefined: an external one is used. */
  ports: { http: number; mqtt: number | undefined; s3: number | undefined }
  close(): Promise<void>
}

const ASYNC_API = join(import.meta.dirname, '../../docs/reference/asyncapi.json')
const CONSOLE_FOLDER = join(import.meta.dirname, '../../console/dist')
const TELEMETRY_DAYS = 30
const DUPLICATES_DAYS = 7
const EVENTS_DAYS = 730
const REJECTIONS_DAYS = 30
const DAY_MS = 24 * 3600_000
const HOUR_MS = 3600_000
/** A stop waits this long for replies of devices, and then for requests that are still coming in. */
const REPLIES_MS = 2_000
const GOODBYE_MS = 1_000

export async function startServer(
  config: Config,
  { log, clock = systemClock }: { log: Logger; clock?: Clock },
): Promise<RunningServer> {
  // What must stop, in the order it was started.
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const stop of closers.splice(0).reverse()) {
      try {
        await stop()
      } catch (error) {
        log.error({ err: error }, 'a part did not stop cleanly')
      }
    }
  }
  try {
    return await start()
  } catch (error) {
    await close()
    throw error
  }

  async function start(): Promise<RunningServer> {
    mkdirSync(config.dataDir, { recursive: true })
    closers.push(await lockFolder(config.dataDir))
    const database = await openDatabase(config, log, clock)
    closers.push(() => database.close())
    if (config.databaseUrl && !config.mqttUrl) {
      const lost = () => {
        log.fatal('another server with an embedded broker has taken this database')
        void close().finally(() => process.exit(1))
      }
      closers.push(await holdAlone(database.connection, { clock, log, lost }))
    }
    const { db } = database
    const bus = new Bus(log)
    const audit = createAudit(db, clock)
    const secret = await tokenSecret(config, db, clock)
    const auth = new Auth({ db, secret, clock, bus, audit, log })
    closers.push(() => auth.close())
    const tls = openTls(config, clock, log)
    const { objects, port: s3Port } = await openObjects(config, { secret, tls, clock, log })
    closers.push(() => objects.close())
    const jobs = openJobs({ connection: database.connection, clock, log })
    closers.push(() => jobs.close())

    await Promise.all([ensureFirstAdmin(userStore(db), config, clock), prepareDecoy()])

    // Link and what hangs on it
    let external: ExternalBroker | undefined
    const notices = new DirectoryNotices({
      connection: database.connection,
      db,
      clock,
      log,
      changed: () => void external?.directoryChanged(),
    })
    const directory = new Directory(directoryStore(db), notices.announce)
    await notices.follow(directory)
    closers.push(() => notices.close())
    const messages = linkStore(db)
    const link = new Link({ store: messages, directory, clock, log })
    const live = new LiveDevices()
    const hub = new Hub({
      directory,
      clock,
      telemetryOf: sn => {
        const device = directory.device(sn)
        const latest = live.get(sn)
        if (!device || !latest) return undefined
        const code = osdCode(device.product)
        return { code, host: latest.osd, ...(code === 'dock_osd' && { demo: () => demoDockOsd(latest.osd) }) }
      },
    })
    closers.push(() => hub.close())
    const presence = new Presence(live, directory, bus, clock)
    closers.push(() => presence.close())
    const samples = telemetryStore(db)
    const telemetry = new Telemetry({
      live,
      directory,
      store: samples,
      bus,
      clock,
      log,
      keepDays: TELEMETRY_DAYS,
      changed: sn => hub.telemetry(sn),
    })
    await telemetry.start()
    closers.push(() => telemetry.close())
    const deviationRows = deviationStore(db)
    const deviations = new Deviations({ store: deviationRows, bus, clock, log })
    closers.push(() => deviations.close())
    const gatewayRows = gatewayStore(db)
    const timeline = new Timeline({
      store: gatewayRows,
      bus,
      clock,
      log,
      workspaceOf: sn => directory.account(sn)?.workspaceId ?? directory.device(sn)?.workspaceId ?? undefined,
    })
    closers.push(() => timeline.close())
    const commandRows = commandStore(db)
    const commands = new Commands({
      link,
      directory,
      live,
      store: commandRows,
      spool: new Spool(join(config.dataDir, 'spool', 'commands.jsonl')),
      audit,
      bus,
      clock,
      log,
    })
    closers.push(() => commands.close())
    const alarms = new Alarms({ store: alarmStore(db), directory, bus, clock, audit, log })
    closers.push(() => alarms.close())
    const holds = new Holds({
      store: holdStore(db),
      bus,
      clock,
      audit,
      siteExists: async (workspaceId, siteId) => (await sites.list(workspaceId, [siteId])).length > 0,
    })
    const returnAll = new ReturnAll({
      commands,
      directory,
      live,
      holds,
      store: returnAllStore(db),
      bus,
      clock,
      log,
    })
    await returnAll.start()
    closers.push(() => returnAll.close())
    const flightRows = flightStore(db)
    const recorder = new FlightRecorder({
      store: flightRows,
      directory,
      live,
      bus,
      clock,
      log,
      startedAt: clock.now(),
      flushed: () => telemetry.flush(),
    })
    recorder.start()
    closers.push(() => recorder.close())
    const missionSafety = missionSafetyStore(db)
    const missionAlarms = new MissionAlarms({ store: missionSafety, alarms, bus, clock, log })
    closers.push(() => missionAlarms.close())
    safetyHandlers({ link, alarms })
    const deviceRows = deviceStore(db)
    const workspaces = new WorkspaceService({ store: workspaceStore(db), config, audit, auth, clock })
    const organization = async (workspaceId: string, within?: Kysely<Database>) => {
      const { workspace_name: name, bind_code: bindCode } = await workspaces.get(workspaceId, within)
      return { name, bindCode }
    }
    const sites = siteStore(db)
    const devices = new DeviceService({
      db,
      store: deviceRows,
      directory,
      live,
      bus,
      clock,
      audit,
      claim: async ({ kind, sessionId, userId, workspaceId }, sn) => {
        const accounts = external?.accounts()
        if (!accounts || kind !== 'pilot' || sessionId === null) return
        if (access.claim({ kind, sn: undefined, userId, workspaceId, sessionId }, sn))
          await accounts.pilotClaimed(passwords.pilot(sessionId).username, sn)
      },
      workspaceName: async workspaceId => (await organization(workspaceId)).name,
      siteExists: async (workspaceId, siteId) => (await sites.list(workspaceId, [siteId])).length > 0,
    })

    const rejected = new RejectedMessages({ audit, directory, clock, log })
    link.listen({
      evidence: (sender, receivedAt, skewMs) => {
        live.of(sender.gatewaySn).account = sender.accountWorkspaceId
        presence.evidence(sender.gatewaySn, receivedAt, sender.deviceSn === sender.gatewaySn ? skewMs : undefined)
        if (sender.deviceSn !== sender.gatewaySn) presence.evidence(sender.deviceSn, receivedAt, skewMs)
      },
      osd: (sender, data, receivedAt, copy) => {
        const found = telemetry.take(sender, data, receivedAt, copy)
        if (found.length && !copy) deviations.record(sender, 'osd', '', found, data)
      },
      drcUp: () => {},
      reply: reply => commands.reply(reply),
      deviation: (...args) => deviations.record(...args),
      rejected: (message, reason) => rejected.record(message, reason),
    })
    deviceHandlers({
      link,
      directory,
      live,
      presence,
      store: deviceRows,
      bus,
      deviation: (...args) => deviations.record(...args),
    })
    configHandlers({
      link,
      timeline,
      configOf: async (workspaceId, within) => {
        const settings = await workspaces.settings(workspaceId, within)
        return {
          appId: settings.dji_app_id,
          appKey: settings.dji_app_key,
          license: settings.dji_license,
          ntpHost: settings.ntp_host,
          ntpPort: settings.ntp_port,
        }
      },
    })
    organizationHandlers({
      link,
      directory,
      devices: deviceRows,
      timeline,
      bus,
      audit,
      workspace: organization,
    })
    cmdHandlers(link, commands)
    const storage = new StorageService(objects)
    const waylineRows = waylineStore(db)
    const waylines = new Waylines({ store: waylineRows, objects, audit, bus, clock, log })
    closers.push(() => waylines.close())
    storageHandlers({ link, storage, log })
    const mediaRows = mediaStore(db)
    const media = openMedia({
      store: mediaRows,
      objects,
      jobs,
      alarms,
      directory,
      live,
      bus,
      audit,
      clock,
      log,
      room: async () => (s3Port === undefined ? undefined : (await roomOf(config.dataDir)).free),
    })
    closers.push(() => media.close())
    mediaHandlers({ link, media, store: mediaRows, audit, deviation: (...args) => deviations.record(...args) })
    const jobRows = missionStore(db)
    const routeFacts = dispatchable(waylineRows)
    const deviceUrl = objects.deviceUrl.bind(objects)
    const readiness = new Readiness({
      store: jobRows,
      directory,
      live,
      connected: sn => link.isConnected(sn),
      waylines: routeFacts,
      holds,
      bus,
      clock,
      log,
    })
    const dispatcher = new Dispatcher({
      store: jobRows,
      commands,
      readiness,
      directory,
      live,
      deviceUrl,
      lateMs: config.missionLateSeconds * 1000,
      alone: !config.mqttUrl,
      bus,
      clock,
      log,
    })
    const planner = new Planner({
      store: jobRows,
      waylines: routeFacts,
      lateMs: config.missionLateSeconds * 1000,
      bus,
      clock,
      log,
    })
    const missions = new Missions({
      store: jobRows,
      planner,
      dispatcher,
      readiness,
      waylines: routeFacts,
      commands,
      directory,
      deviceUrl,
      audit,
      bus,
      clock,
    })
    closers.push(async () => {
      await planner.close()
      await readiness.close()
    })
    bus.everywhere('wayline.changed', ({ waylineId }) => readiness.waylineChanged(waylineId))
    missionHandlers({ link, store: jobRows, dispatcher, flying: sn => readiness.flying(sn), deviceUrl, bus })
    bus.on('device.speaking', ({ sn }) => timeline.add(sn, 'first_telemetry'))
    bus.on('device.topology', ({ sn }) => timeline.add(sn, 'topology'))
    bus.on('device.unbound', ({ sn }) => timeline.add(sn, 'unbound'))
    pushEvents({ bus, hub, directory, devices, missions })

    // HTTP
    const app = await createHttp({
      config,
      log,
      tls,
      access: {
        identify: token => auth.identify(token),
        locateDevice: sn => {
          const device = directory.device(sn)
          return device && { workspaceId: device.workspaceId, siteId: directory.siteOf(sn) }
        },
      },
      console: { folder: CONSOLE_FOLDER, tileOrigins: () => workspaces.tileOrigins() },
    })
    let addresses: Addresses
    const passwords = new GatewayPasswords(secret)

    // Broker
    /** Whom the session lets speak as a remote controller. */
    const pilotSession = async (sessionId: string) => {
      const identity = await auth.session(sessionId)
      const { userId, workspaceId } = identity ?? {}
      const role = workspaceId && identity?.memberships.get(workspaceId)?.role
      return userId && workspaceId && role && reaches(role, 'pilot') ? { userId, workspaceId } : undefined
    }
    const access = accessPolicy({
      directory,
      passwords,
      timeline,
      log,
      pilotSession,
      rotated: sn => gateways.settleRotation(sn),
      onConnected: sn =>
        void gatewayRows
          .connectedAt(sn, clock.now())
          .catch(error => log.warn({ err: error }, 'a connection time was not kept')),
      onDisconnected: sn => presence.gone(sn),
    })
    const inbound = (message: Inbound) => link.inbound(message)
    const embedded = config.mqttUrl
      ? undefined
      : await startEmbeddedBroker({
          host: config.host,
          port: config.mqttPort,
          tls: tls?.current(),
          access,
          inbound,
          clock,
          log,
        })
    if (embedded) tls?.onChange(pair => embedded.setTls(pair))
    if (config.mqttUrl) {
      // Most servers have no use for an MQTT client.
      const { startExternalBroker } = await import('./transport/mqtt/external.ts')
      external = await startExternalBroker({
        url: config.mqttUrl,
        directory,
        leases: leaseStore(db),
        inbound,
        pilots: {
          sessionOf: username => passwords.pilotSession(username),
          lives: async sessionId => (await pilotSession(sessionId)) !== undefined,
        },
        told: bus.join(message => external?.tell(message)),
        clock,
        log,
      })
    }
    const broker: DeviceTransport = (embedded ?? external)!
    link.connect(broker)
    const watch = new Watch({
      alarms,
      directory,
      live,
      bus,
      clock,
      log,
      brokerUp: () => broker.healthy(),
      inFlight: recorder.inFlight,
      landedAt: recorder.landedAt,
      orders: sn => missionAlarms.orders(sn),
      disk: () => roomOf(config.dataDir),
      workspaces: missionSafety.workspaces,
    })
    watch.start()
    closers.push(() => watch.close())
    const gateways = new GatewayService({
      store: gatewayRows,
      directory,
      passwords,
      timeline,
      audit,
      clock,
      mqttAddress: () => addresses.mqtt,
      workspace: async id => {
        const { dji_app_id, dji_app_key, dji_license } = await workspaces.settings(id)
        return { ...(await organization(id)), licensed: Boolean(dji_app_id && dji_app_key && dji_license) }
      },
      disconnect: sn => broker.disconnect(principal => principal.sn === sn),
      accounts: () => external?.accounts(),
      unbind: (caller, sn) => devices.unbind(caller, sn),
    })
    bus.everywhere('session_ended', ({ sessionId }) => {
      hub.end(viewer => viewer.sessionId === sessionId)
      broker.disconnect(principal => principal.kind === 'pilot' && principal.sessionId === sessionId)
    })
    // Pilot connects again by itself, if it still may.
    bus.on('user_changed', ({ userId }) =>
      broker.disconnect(principal => principal.kind === 'pilot' && principal.userId === userId),
    )

    const sessions = new SessionService({
      store: sessionStore(db),
      auth,
      audit,
      clock,
      mqttCredentialsFor: async (sessionId, workspaceId) => {
        const { username, password } = passwords.pilot(sessionId)
        await external?.accounts()?.pilotSignedIn({ username, password, workspaceId })
        return { mqtt_addr: addresses.mqtt, mqtt_username: username, mqtt_password: password }
      },
    })
    sessionRoutes(app, sessions, { secureCookie: tls !== undefined || config.publicUrl?.startsWith('https:') === true })
    const users = userStore(db)
    userRoutes(app, {
      users: new UserService({ store: users, auth, audit, clock }),
      store: users,
      sessions,
      workspaces,
      auth,
    })
    workspaceRoutes(app, workspaces)
    siteRoutes(app, new SiteService({ store: sites, audit, clock }))
    apiKeyRoutes(app, new ApiKeyService({ store: apiKeyStore(db), auth, audit, clock }))
    auditRoutes(app, auditLog(db))
    gatewayRoutes(app, { gateways, devices, store: gatewayRows, timeline, directory, live })
    deviceRoutes(app, { devices, live, telemetry: samples })
    commandRoutes(app, { commands, store: commandRows, directory })
    cmdRoutes(app, commands)
    storageRoutes(app, { storage, objects })
    waylineRoutes(app, waylines)
    mediaRoutes(app, {
      media,
      objects,
      directory,
      commands,
      sessionLives: async sessionId => (await auth.session(sessionId)) !== undefined,
    })
    pilotMediaRoutes(app, media)
    missionRoutes(app, missions)
    demoMissionRoutes(app, missions, async (workspaceId, dockSn) => {
      const [site] = await sites.list(workspaceId, [directory.siteOf(dockSn) ?? ''])
      return site?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    })
    if (config.mqttUrl && config.mqttAuthSecret) {
      const { username, password } = new URL(config.mqttUrl)
      const own = { username: decodeURIComponent(username), password: decodeURIComponent(password) }
      const store = brokerStore(db)
      brokerRoutes(
        app,
        new BrokerAccess({ access, directory, passwords, store, pilotSession, own, clock }),
        config.mqttAuthSecret,
      )
    }
    deviationRoutes(app, deviationRows)
    alarmRoutes(app, alarms)
    safetyRoutes(app, { holds, returnAll })
    flightRoutes(app, new Flights({ store: flightRows, timeline: timelineStore(db), objects, audit, clock }))

    const metrics = new Metrics()
    metrics.counter('telemetry_messages', 'Telemetry messages taken', () => telemetry.taken)
    metrics.counter('telemetry_samples_recorded', 'Samples written to history', () => telemetry.recorded)
    metrics.counter('telemetry_samples_dropped', 'Samples lost while the database was away', () => telemetry.dropped)
    metrics.gauge('http_viewers', 'Browsers that watch by WebSocket', () => hub.size)
    metrics.counter('http_viewers_cut', 'Viewers cut because they could not keep up', () => hub.cut)
    metrics.counter('messages_rejected', 'Messages of devices that were not believed', () => rejected.counted)
    metrics.counter('deviations', 'Fields of device messages that were not as declared', () => deviations.counted)
    metrics.counter('mqtt_refused_connections', 'Connections refused at the broker', () => access.counts.refused)
    metrics.counter(
      'mqtt_denied_publishes',
      'Messages that the sender may not publish',
      () => access.counts.deniedPublish,
    )
    metrics.counter(
      'mqtt_denied_subscriptions',
      'Topics that may not be subscribed',
      () => access.counts.deniedSubscribe,
    )
    operationRoutes(app, {
      version: VERSION,
      metrics,
      dependencies: {
        database: () => database.healthy(),
        disk: () => hasRoom(config.databaseUrl ? config.dataDir : join(config.dataDir, 'postgres')),
        mqtt: () => broker.healthy(),
        objects: () => objects.healthy(),
      },
      asyncApi: () => readFileSync(ASYNC_API, 'utf8'),
    })

    await app.listen({ host: config.host, port: config.httpPort })
    const sockets = serveWebSockets({
      server: app.server,
      hub,
      log,
      identify: token => auth.identify(token),
      living: sessionId => auth.session(sessionId),
      allowedOrigins: config.allowedOrigins,
      mqtt: embedded && ((socket, request) => embedded.acceptWebSocket(socket, request)),
    })
    const ports = { http: (app.server.address() as AddressInfo).port, mqtt: embedded?.port, s3: s3Port }
    addresses = publicAddresses(config, ports)
    for (const warning of addressWarnings(config, addresses)) log.warn(warning)

    const upkeep = clock.every(HOUR_MS, () => {
      const now = clock.now()
      Promise.all([
        messages.forget(now - DUPLICATES_DAYS * DAY_MS),
        messages.forgetEvents(now - EVENTS_DAYS * DAY_MS),
        gatewayRows.prune(now - REJECTIONS_DAYS * DAY_MS),
      ]).catch(error => log.warn({ err: error }, 'old rows could not be removed'))
    })
    await readiness.load()
    dispatcher.start()
    jobs.start()
    // Stop taking, let what was taken come to its end, then the rest.
    closers.push(async () => {
      upkeep()
      dispatcher.stop()
      const closed = app.close()
      await link.settle(REPLIES_MS)
      await dispatcher.settled(GOODBYE_MS)
      sockets.close()
      const dawdlers = setTimeout(() => app.server.closeAllConnections(), GOODBYE_MS)
      await closed
      clearTimeout(dawdlers)
      await broker.close()
      await link.drain()
    })
    return { addresses, ports, close }
  }
}
