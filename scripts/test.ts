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
/** Debian packages that tests use, with the files of which one shows that they are there. */
const PACKAGES = { chromium: ['/usr/bin/chromium'], mosquitto: ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'] }
/** Without these one test says that it does not run. */
const CEPH = { radosgw: ['/usr/bin/radosgw'], 'ceph-mon': ['/usr/bin/ceph-mon'], 'ceph-osd': ['/usr/bin/ceph-osd'] }
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

const INSTALL_MS = 10 * 60_000
const wanted = process.argv.slice(2)
const isWanted = (file: string) => wanted.length === 0 || wanted.some(part => file.includes(part))
const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
const missingOf = (packages: Record<string, string[]>) =>
  Object.entries(packages).flatMap(([name, files]) => (files.some(f => existsSync(f)) ? [] : [name]))

/** Whether apt has installed them. */
function install(packages: string[]): boolean {
  console.error(`Installing ${packages.join(', ')} ...`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ].every(args => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 2], env, timeout: INSTALL_MS }).status === 0)
}

function installPackages() {
  const missing = missingOf(PACKAGES)
  if (missing.length > 0 && !(mayInstall && install(missing))) {
    console.error(
      `The tests need ${missing.join(' and ')}: install ${missing.length > 1 ? 'them' : 'it'} (Debian: apt-get install ${missing.join(' ')}) and try again.`,
    )
    process.exit(1)
  }
  const ceph = missingOf(CEPH)
  if (ceph.length > 0 && mayInstall && isWanted('test/e2e/radosgw.test.ts')) install(ceph)
}

interface Outcome {
  pass: number
  fail: number
  skipped: number
  /** Files in which something failed. */
  failing: string[]
}

async function run(files: string[], concurrency: number, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const outcome: Outcome = { pass: 0, fail: 0, skipped: 0, failing: [] }
  if (files.length === 0) return outcome
  const args = ['--test', `--test-concurrency=${concurrency}`, '--test-timeout=300000', ...files]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env })
  const failing = new Set<string>()
  for await (const line of createInterface({ input: child.stdout })) {
    const count = /^ℹ (pass|fail|cancelled|skipped) (\d+)$/.exec(line)
    if (count?.[1] === 'pass') outcome.pass += Number(count[2])
    else if (count?.[1] === 'skipped') outcome.skipped += Number(count[2])
    else if (count) outcome.fail += Number(count[2])
    const place = /^test at (.+?\.test\.ts):\d+:\d+$/.exec(line)
    if (place) failing.add(place[1]!)
    console.log(line)
  }
  const code = await new Promise<number | null>(resolve =>
    child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
  )
  if (code !== 0 && outcome.fail === 0) outcome.fail = 1
  outcome.failing = files.filter(file => failing.has(file))
  return outcome
}

/**
 * Runs the files; those in which something failed run once more, one by one and alone, and are named if they pass
 * then: on a shared machine a second run tells what is broken from what was starved.
 */
async function runTwice(patterns: string[], concurrency: number, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const files = globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] })
    .filter(isWanted)
    .sort()
  const first = await run(files, concurrency, env)
  if (first.failing.length === 0) return first
  console.log(`\nOnce more, alone: ${first.failing.join(', ')}\n`)
  const second = await run(first.failing, 1, env)
  const unsteady = first.failing.filter(file => !second.failing.includes(file))
  if (unsteady.length) console.log(`\nUnsteady (failed, then passed alone): ${unsteady.join(', ')}\n`)
  return {
    pass: first.pass + (second.fail ? 0 : first.fail),
    fail: second.fail,
    skipped: first.skipped,
    failing: second.failing,
  }
}

installPackages()
const server = await startTestServer()
const env = { ...process.env, ROOKERY_TEST_DATABASE_URL: server.url, NODE_ENV: 'test' }
const outcomes: Outcome[] = []
try {
  outcomes.push(await runTwice(TOGETHER, 2, env))
  outcomes.push(await runTwice(ALONE, 1, env))
} finally {
  await server.stop()
}
const sum = (key: 'pass' | 'fail' | 'skipped') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
const [passed, failed, skipped] = [sum('pass'), sum('fail'), sum('skipped')]
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
