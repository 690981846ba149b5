/** What the documents say about the project is true: links, scripts, settings, paths, options, steps, tables. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { STEPS } from '../../server/src/features/gateway/timeline.ts'
import { SETTINGS } from '../../server/src/platform/config.ts'
import { ODDITIES } from '../../simulator/src/oddities/index.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const DOCUMENTS = globSync('**/*.md', { cwd: root, exclude: name => /(^|\/)(node_modules|data|dist)$/.test(name) })
  .map(file => file.replaceAll('\\', '/'))
  .sort()
const GENERATED = /^docs\/reference\/(methods|result-codes|benchmarks)\.md$/
const WRITTEN = DOCUMENTS.filter(file => !GENERATED.test(file))
/** Read by tools and tests, not by the server. */
const OTHER_SETTINGS: Record<string, string> = { ROOKERY_DEV_SERVER: 'console/vite.config.ts' }

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '')
/** What `node file --help` prints. */
const help = (file: string) => execFileSync(process.execPath, [join(root, file), '--help'], { encoding: 'utf8' })
const cells = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1]!)

/** Anchors as GitHub makes them from headings. */
const anchors = (text: string) =>
  cells(withoutCode(text), /^#+ (.+)$/gm).map(heading =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** Collects a complaint for each hit of the pattern that does not hold, and demands that there were hits at all. */
function complaints(pattern: RegExp, holds: (hit: string, file: string) => boolean, files = WRITTEN): string[] {
  let hits = 0
  const wrong: string[] = []
  for (const file of files)
    for (const hit of cells(read(file), pattern)) {
      hits++
      if (!holds(hit, file)) wrong.push(`${file}: ${hit}`)
    }
  assert.ok(hits > 0, `no document has anything like ${pattern}`)
  return wrong
}

test('links between documents lead to files and headings that exist', () => {
  let links = 0
  const dead: string[] = []
  for (const file of DOCUMENTS)
    for (const link of cells(withoutCode(read(file)), /\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue
      links++
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? join(root, file) : resolve(root, dirname(file), path)
      if (!existsSync(target)) dead.push(`${file}: ${link}`)
      else if (anchor !== undefined && !anchors(read(relative(root, target))).includes(anchor))
        dead.push(`${file}: ${link} has no such heading`)
    }
  assert.deepEqual(dead, [])
  assert.ok(links > 30)
})

test('every npm script that a document names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  assert.deepEqual(
    complaints(/(?:`|^)npm (?:run )?([a-z-]+)/gm, name => name in scripts),
    [],
  )
})

test('every setting that a document names exists', () => {
  const known = new Set<string>(Object.values(SETTINGS).map(setting => setting.name))
  assert.deepEqual(
    complaints(/\b(ROOKERY_[A-Z0-9_]*[A-Z0-9]|DATABASE_URL)\b/g, name => {
      const reader = OTHER_SETTINGS[name]
      return reader === undefined ? known.has(name) : read(reader).includes(name)
    }),
    [],
  )
})

test('every file and folder of the project that a document names exists', () => {
  const path =
    /`((?:console|docs|packages|scripts|server|simulator|test)\/[A-Za-z0-9._/-]+|src\/[a-z-]+\/?|scripts\/[a-z-]+\.ts)`/g
  assert.deepEqual(
    complaints(path, (name, file) => [root, join(root, dirname(file))].some(folder => existsSync(join(folder, name)))),
    [],
  )
})

test('every decision is listed under its own title, and every listed one exists', () => {
  const listed = new Map(
    [...read('docs/adr/README.md').matchAll(/^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$/gm)].map(
      ([, number, file, title]) => [file!, `${number} ${title}`],
    ),
  )
  const records = globSync('docs/adr/[0-9]*.md', { cwd: root }).map(file => relative('docs/adr', file))
  assert.deepEqual([...listed.keys()].sort(), records.sort())
  for (const [file, title] of listed) {
    const text = read(`docs/adr/${file}`)
    assert.equal(/^# (.+)$/m.exec(text)?.[1], title, file)
    for (const part of ['Context', 'Decision', 'Consequences']) assert.match(text, new RegExp(`\\b${part}\\b`), file)
  }
  const numbers = records.map(file => file.slice(0, 4))
  assert.equal(new Set(numbers).size, numbers.length, 'two decisions with one number')
})

test('options of the simulator and commands of the command line are real ones', () => {
  const options = help('simulator/src/cli.ts')
  const isOption = (name: string) => name === '--help' || new RegExp(`${name}\\b`).test(options)
  assert.deepEqual(complaints(/`(--[a-z][a-z-]+)/g, isOption, ['docs/guides/simulator.md']), [])
  assert.deepEqual(complaints(/(?<=npm run simulate -- .*)(--[a-z][a-z-]+)/g, isOption), [])
  const usage = help('server/src/cli.ts')
  assert.deepEqual(
    complaints(/npm run rookery -- ([a-z-]+(?: reset-password)?)/g, name => usage.includes(`\n  ${name}`)),
    [],
  )
})

test('the guide to the simulator lists every oddity as the code describes it', () => {
  const rows = [...read('docs/guides/simulator.md').matchAll(/^\| `([a-z][a-z-]+)` \| (.+) \|$/gm)]
  assert.deepEqual(
    rows.map(([, name, summary]) => [name, summary]),
    ODDITIES.map(({ name, summary }) => [name, summary]),
  )
})

test('the guide to connecting explains every step of the timeline', () => {
  const guide = read('docs/guides/connect-a-dock.md')
  assert.deepEqual(new Set(cells(guide, /^\| `([a-z_]+)`/gm)), new Set(Object.keys(STEPS)))
})

test('the tables named in the architecture exist', () => {
  const tables = globSync('server/src/platform/database/migrations/*.ts', { cwd: root }).flatMap(file =>
    cells(read(file), /create table ([a-z_]+)/g),
  )
  const part = read('docs/guides/architecture.md').split('## What is stored')[1]!.split('\n## ')[0]!
  const named = cells(part, /`([a-z]+(?:_[a-z]+)*)`/g)
  assert.deepEqual(
    named.filter(name => !tables.includes(name)),
    [],
  )
  assert.ok(named.length > 10)
})
