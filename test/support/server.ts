/** A whole server in this process on free ports, with a database of its own, and clients to speak to it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { DockOptions, SimulatedDock } from '@rookery/simulator'
import type { Kysely } from 'kysely'
import type { Clock } from '../../server/src/platform/clock.ts'
import { loadConfig } from '../../server/src/platform/config.ts'
import type { Database } from '../../server/src/platform/database/schema.ts'
import { createLogger } from '../../server/src/platform/log.ts'
import { type RunningServer, startServer } from '../../server/src/server.ts'
import { ADMIN, type Client, signIn as openSession } from './client.ts'
import { addDock } from './docks.ts'
import { testDatabase } from './postgres.ts'

export { ADMIN, type Answer, type Client, eventually, request, type Watcher } from './client.ts'

export interface TestServer {
  url: string
  mqttUrl: string
  db: Kysely<Database>
  databaseUrl: string
  dataDir: string
  running: RunningServer
  /** What the server has logged so far, warnings and worse (all of it with ROOKERY_TEST_LOG=trace). */
  logs: LogEntry[]
  /** Stops the server alone and starts it again on the same ports and data. */
  restart(): Promise<void>
  /** Runs when the test file ends. */
  atEnd(ending: () => unknown): void
  /** Signed in as the first admin. */
  admin: Client
  signIn(username: string, password: string): Promise<Client>
  /** A new user of the admin's workspace, signed in. */
  member(username: string, role: 'viewer' | 'pilot' | 'operator' | 'admin', siteIds?: string[]): Promise<Client>
  /** A second workspace with an admin who is a member of nothing else. */
  stranger(): Promise<Client>
  /** Adds a gateway (to the workspace of the first admin, or of another one) and joins with a simulated dock. */
  dock(sn: string, options?: Partial<DockOptions>, by?: Client): Promise<SimulatedDock>
}
export interface LogEntry {
  level: number
  msg: string
  [field: string]: unknown
}

/** Starts it, and stops it when the test file ends. Settings are environment variables. */
export async function testServer(
  settings: Record<string, string> = {},
  { clock }: { clock?: Clock } = {},
): Promise<TestServer> {
  const { db, url: databaseUrl } = await testDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-server-'))
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    ROOKERY_DATA_DIR: dataDir,
    ROOKERY_HOST: '127.0.0.1',
    ROOKERY_HTTP_PORT: '0',
    ROOKERY_MQTT_PORT: '0',
    ROOKERY_S3_PORT: '0',
    ROOKERY_ADMIN_USERNAME: ADMIN.username,
    ROOKERY_ADMIN_PASSWORD: ADMIN.password,
    ...settings,
  })
  const logs: LogEntry[] = []
  const level = process.env.ROOKERY_TEST_LOG ?? 'warn'
  const log = createLogger(level, {
    write(line: string) {
      logs.push(JSON.parse(line))
      if (process.env.ROOKERY_TEST_LOG) process.stderr.write(line)
    },
  } as unknown as NodeJS.WritableStream)
  let running = await startServer(config, { log, clock })
  const endings: (() => unknown)[] = [() => rmSync(dataDir, { recursive: true, force: true }), () => running.close()]
  after(async () => {
    for (const end of endings.reverse()) await end()
  })
  const url = `${config.tlsCert ? 'https' : 'http'}://127.0.0.1:${running.ports.http}`
  const mqttUrl = `mqtt://127.0.0.1:${running.ports.mqtt}`

  const signIn = (username: string, password: string) =>
    openSession(url, username, password, socket => endings.push(() => socket.terminate()))
  const admin = await signIn(ADMIN.username, ADMIN.password)
  const password = 'another long password'

  return {
    url,
    mqttUrl,
    db,
    databaseUrl,
    dataDir,
    get running() {
      return running
    },
    logs,
    async restart() {
      const { http, mqtt, s3 } = running.ports
      await running.close()
      running = await startServer({ ...config, httpPort: http, mqttPort: mqtt!, s3Port: s3 ?? 0 }, { log, clock })
    },
    atEnd: ending => void endings.push(ending),
    admin,
    signIn,
    async member(username, role, siteIds) {
      const made = await admin.post('/manage/api/v1/workspaces/null/users', {
        username,
        password,
        role,
        ...(siteIds && { site_ids: siteIds }),
      })
      assert.equal(made.code, 0, made.message)
      return signIn(username, password)
    },
    async stranger() {
      const created = await admin.post('/manage/api/v1/workspaces', {
        workspace_name: 'Elsewhere',
        workspace_desc: '',
        platform_name: '',
      })
      assert.equal(created.code, 0, created.message)
      const id = created.data.workspace_id
      const made = await admin.post(`/manage/api/v1/workspaces/${id}/users`, {
        username: 'stranger',
        password,
        role: 'admin',
      })
      assert.equal(made.code, 0, made.message)
      return signIn('stranger', password)
    },
    async dock(sn, options = {}, by = admin) {
      const dock = await addDock(by, mqttUrl, sn, options)
      endings.push(() => dock.stop())
      await dock.join()
      return dock
    },
  }
}
