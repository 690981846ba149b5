/**
 * Runs a script of the project on a machine that has only an old Node (20.19 or later) and npm: installs what is
 * missing, builds the console when asked, then hands over to the Node that the project brings along.
 *
 *   node scripts/run.mjs [--console] script.ts [arguments]
 *
 * Plain JavaScript without dependencies, because nothing is installed yet when it starts.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const MAJOR = 24
const say = text => process.stderr.write(`${text}\n`)
const stop = text => {
  say(text)
  process.exit(1)
}
const read = path => (existsSync(path) ? readFileSync(path, 'utf8') : '')

function hashOf(paths) {
  const hash = createHash('sha256')
  const add = path => {
    if (!existsSync(path)) return
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name))
    else hash.update(path).update(readFileSync(path))
  }
  for (const path of paths) add(join(root, path))
  return hash.digest('hex')
}

/** npm keeps its cache below HOME, which may be missing or not ours. */
function npmEnvironment() {
  const env = { ...process.env }
  let home = ''
  try {
    home = homedir()
    accessSync(home, constants.W_OK)
  } catch {
    home = ''
  }
  if (!home) env.npm_config_cache = join(root, '.cache', 'npm')
  // The packages of the project are what its lock file says, whatever the caller installs by default.
  delete env.NODE_ENV
  delete env.npm_config_omit
  return env
}

function install() {
  const stamp = join(root, 'node_modules', '.rookery-installed')
  const wanted = `${hashOf(['package-lock.json'])} ${process.platform} ${process.arch}`
  if (read(stamp) === wanted) return
  say('Installing npm packages (once, about a minute) ...')
  const npm = process.env.npm_execpath
  const [command, ...first] = npm && /\.c?js$/.test(npm) ? [process.execPath, npm] : ['npm']
  // Not `npm ci`: it refuses a lock file that lacks optional packages of platforms other than the one it was made on.
  // `--no-save` keeps to the lock file's versions and hashes all the same and writes nothing.
  const done = spawnSync(command, [...first, 'install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: npmEnvironment(),
    shell: process.platform === 'win32' && first.length === 0,
  })
  if (done.error) stop(`npm could not be started: ${done.error.message}`)
  if (done.status !== 0) stop('npm could not install the packages; what it printed above says why.')
  writeFileSync(stamp, wanted)
}

/** The Node to run with: the one in node_modules, or this one when it is new enough. */
function findNode() {
  const brought = join(
    root,
    'node_modules',
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  if (existsSync(brought) && spawnSync(brought, ['--version']).status === 0) return brought
  if (Number(process.versions.node.split('.')[0]) >= MAJOR) return process.execPath
  return stop(
    `Rookery needs Node ${MAJOR}, and npm has none for ${process.platform}-${process.arch} that runs here: install Node ${MAJOR} and try again.`,
  )
}

function buildConsole(node) {
  const stamp = join(root, 'console', 'dist', '.built-from')
  const wanted = hashOf([
    'console/src',
    'console/public',
    'console/index.html',
    'console/vite.config.ts',
    'console/package.json',
    'packages/thing-model/src',
    'package-lock.json',
  ])
  if (read(stamp) === wanted) return
  say('Building the console (when its sources change, about half a minute) ...')
  rmSync(stamp, { force: true })
  const done = spawnSync(node, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'console'),
    stdio: ['ignore', 2, 2],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (done.status !== 0) stop('The console could not be built; what is printed above says why.')
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

const args = process.argv.slice(2)
const wantsConsole = args[0] === '--console'
if (wantsConsole) args.shift()
const [script, ...rest] = args
if (!script) stop('Which script? node scripts/run.mjs [--console] script.ts [arguments]')

install()
const node = findNode()
if (wantsConsole) buildConsole(node)
const child = spawn(node, [join(root, script), ...rest], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}` },
})
// The terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone does not.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
process.on('SIGINT', () => {})
// npm passes a signal to the shell between, which dies of it without passing it on: a new parent is that signal.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 250).unref()
}
child.on('error', error => stop(`${node} could not be started: ${error.message}`))
child.on('exit', (code, signal) => process.exit(signal ? 128 + 15 : (code ?? 1)))
