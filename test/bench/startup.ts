/** Row `start`: process start to ready on existing data, against PostgreSQL's own start; memory when idle. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../server/src/platform/clock.ts'
import { startEmbeddedPostgres } from '../../server/src/platform/database/embedded.ts'
import { createLogger } from '../../server/src/platform/log.ts'
import { pause, startServer, stop } from './children.ts'
import type { Row } from './report.ts'

const TIMES = 5

export async function startup(folder: string): Promise<Row[]> {
  const env = { ROOKERY_DATA_DIR: folder, ROOKERY_ADMIN_PASSWORD: 'bench admin password' }
  await stop((await startServer(env)).child, 'SIGTERM')
  const ours: number[] = []
  const postgres: number[] = []
  let idle = 0
  for (let i = 0; i < TIMES; i++) {
    const started = performance.now()
    const server = await startEmbeddedPostgres(folder, createLogger('error'), systemClock)
    postgres.push(performance.now() - started)
    await server.stop()
    const running = await startServer(env)
    ours.push(running.readyMs)
    if (i === TIMES - 1) {
      await pause(5_000)
      const status = readFileSync(join('/proc', String(running.child.pid), 'status'), 'utf8')
      idle = Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024
    }
    await stop(running.child, 'SIGTERM')
  }
  const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!
  const [mine, its] = [middle(ours), middle(postgres)]
  return [
    {
      name: 'start',
      work: 'process start to ready on existing data, median of 5',
      measured: `${Math.round(mine)} ms`,
      reference: `${Math.round(its)} ms (PostgreSQL alone)`,
      ratio: mine / its,
      goal: '<= 1,000 ms more',
      good: mine - its <= 1_000,
    },
    {
      name: 'idle memory',
      work: 'RSS of the Node process 5 s after start',
      measured: `${Math.round(idle)} MB`,
      reference: '150 MB',
      ratio: idle / 150,
      goal: '<= 150 MB',
      good: idle <= 150,
    },
  ]
}
