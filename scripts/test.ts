/**
 * `npm test`: everything that a fresh machine can run, with real PostgreSQL, MQTT and Chromium. Arguments narrow it to
 * files whose path contains one of them: `npm test -- link`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startTestServer } from '../test/support/postgres.ts'

const root = join(import.meta.dirname, '..')
/** Debian packages that tests use, with the file that shows they are there. */
const PACKAGES = { chromium: ['/usr/bin/chromium'], mosquitto: ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'] }
/** Side by side; the others move processes, browsers and clocks about and run one after the other. */
const TOGETHER = [
  'packages/*/src/**/*.test.ts',
  'server/src/**/*.test.ts',
  'simulator/src/**/*.test.ts',
  'console/src/**/*.test.ts',
  'scripts/**/*.test.ts',
  'test/conformance/**/*.test.ts',
]
const ALONE = ['test/e2e/**/*.test.ts', 'test/faults/**/*.test.ts']

function installPackages() {
  const missing = Object.entries(PACKAGES).flatMap(([name, files]) => (files.some(f => existsSync(f)) ? [] : [name]))
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.error(
      `The tests need ${missing.join(' and ')}: install ${missing.length > 1 ? 'them' : 'it'} (Debian: apt-get install ${missing.join(' ')}) and try again.`,
    )
    process.exit(1)
  }
  console.error(`Installing ${missing.join(' and ')} ...`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...missing],
  ]) {
    const done = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 2], env })
    if (done.status !== 0) {
      console.error(`apt-get ${args[0]} failed: install ${missing.join(' and ')} by hand and try again.`)
      process.exit(1)
    }
  }
}

const counts = { pass: 0, fail: 0, cancelled: 0, skipped: 0 }
async function run(patterns: string[], concurrency: number, env: NodeJS.ProcessEnv): Promise<boolean> {
  const wanted = process.argv.slice(2)
  const files = globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] })
    .filter(file => wanted.length === 0 || wanted.some(part => file.includes(part)))
    .sort()
  if (files.length === 0) return true
  const child = spawn(
    process.execPath,
    ['--test', `--test-concurrency=${concurrency}`, '--test-timeout=300000', ...files],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
    },
  )
  for await (const line of createInterface({ input: child.stdout })) {
    const count = /^ℹ (pass|fail|cancelled|skipped) (\d+)$/.exec(line)
    if (count) counts[count[1] as keyof typeof counts] += Number(count[2])
    console.log(line)
  }
  return (
    (await new Promise<number | null>(resolve =>
      child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
    )) === 0
  )
}

installPackages()
const server = await startTestServer()
const env = { ...process.env, ROOKERY_TEST_DATABASE_URL: server.url, NODE_ENV: 'test' }
let good = false
try {
  const together = await run(TOGETHER, 2, env)
  const alone = await run(ALONE, 1, env)
  good = together && alone
} finally {
  await server.stop()
}
const failed = counts.fail + counts.cancelled
console.log(
  `${counts.pass} passed, ${failed || (good ? 0 : 1)} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`,
)
process.exit(good && failed === 0 && counts.pass > 0 ? 0 : 1)
