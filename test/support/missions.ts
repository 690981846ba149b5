/** A server with a route in its library, docks by script, and what tests of missions ask all the time. */
import assert from 'node:assert/strict'
import { type MissionDock, missionDock } from './mission-dock.ts'
import { eventually, testServer } from './server.ts'
import { importWayline, routeKmz } from './waylines.ts'

const PATIENCE_MS = 20_000

export async function missionWorld() {
  const server = await testServer()
  const { admin } = server
  const base = '/wayline/api/v1/workspaces/null'
  const kmz = await routeKmz()
  const file: string = (await importWayline(admin, server.url, 'Fence', kmz)).data.wayline_id
  const docks: MissionDock[] = []

  const readinessOf = async (sn: string) =>
    (await admin.get(`${base}/docks/readiness`)).data.list.find((each: any) => each.dock_sn === sn)
  /** Seen and ready to fly. */
  async function dock(sn: string, options: Parameters<typeof missionDock>[3] = {}): Promise<MissionDock> {
    const made = await missionDock(admin, server.mqttUrl, sn, options)
    docks.push(made)
    server.atEnd(() => made.end())
    await eventually(`${sn} can fly`, async () => (await readinessOf(sn))?.can_fly, PATIENCE_MS)
    return made
  }
  /** Each dock returns at a height of its own, so that no mission is in the way of another. */
  const plan = (dockSn: string, more: object = {}) => ({
    ...{ name: 'Patrol', file_id: file, dock_sn: dockSn },
    rth_altitude: 100 + 20 * docks.findIndex(({ sn }) => sn === dockSn),
    ...more,
  })
  const job = async (id: string) => (await admin.get(`${base}/jobs/${id}`)).data
  async function start(dockSn: string, more: object = {}): Promise<string> {
    const made = await admin.post(`${base}/missions`, plan(dockSn, more))
    assert.equal(made.code, 0, made.message)
    return made.data.job_id
  }
  const reaches = (id: string, ...states: string[]) =>
    eventually(`the job is ${states}`, async () => states.includes((await job(id)).state), PATIENCE_MS).catch(
      async error => {
        throw new Error(`${error.message}: ${JSON.stringify(await job(id))}`)
      },
    )
  /** What the dock measures from now on, once the server has heard it. */
  async function measures(one: MissionDock, osd: Record<string, unknown>) {
    Object.assign(one.osd, osd)
    one.tell()
    const [name, value] = Object.entries(osd)[0]!
    await eventually(`${name} is known`, async () => {
      const { data } = await admin.get('/manage/api/v1/workspaces/null/devices/latest')
      const known = data.list.find((device: any) => device.sn === one.sn)?.osd[name]
      return JSON.stringify(known) === JSON.stringify(value)
    })
  }
  const act = (id: string, action: string, body?: object) => admin.post(`${base}/jobs/${id}/${action}`, body)
  return { server, admin, base, kmz, file, dock, plan, job, start, reaches, measures, act, readinessOf }
}
