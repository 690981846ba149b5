import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

type Words = { [key: string]: Words | string }
const src = join(import.meta.dirname, '..')
const read = (path: string): Words => JSON.parse(readFileSync(path, 'utf8'))

function flatten(words: Words, prefix = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') all.set(prefix + key, value)
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) all.set(inner, text)
  }
  return all
}
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(m => m[1]!).toSorted()
/** Only Chinese has these: in English the thing model's own labels serve. */
const CHINESE_ONLY = /^enum\./

const english = new Map<string, string>()
for (const path of ['locales/en.json', ...globSync('features/*/en.json', { cwd: src })]) {
  const feature = /features\/([^/]+)\//.exec(path)?.[1]
  const en = flatten(read(join(src, path)))
  for (const [key, text] of en) english.set(feature ? `${feature}.${key}` : key, text)

  test(`${path}: Chinese has the same keys and placeholders`, () => {
    const zh = flatten(read(join(src, path.replace(/en\.json$/, 'zh-CN.json'))))
    assert.deepEqual(
      [...en.keys()].filter(key => !zh.has(key)),
      [],
      'missing in Chinese',
    )
    assert.deepEqual(
      [...zh.keys()].filter(key => !en.has(key) && !CHINESE_ONLY.test(key)),
      [],
      'only in Chinese',
    )
    for (const [key, text] of en) assert.deepEqual(placeholders(zh.get(key)!), placeholders(text), key)
  })
  test(`${path}: every text is filled in`, () => {
    for (const [key, text] of en) assert.ok(text.trim(), key)
  })
}

test('every key that a component names exists', () => {
  const missing: string[] = []
  let named = 0
  for (const path of globSync('**/*.{vue,ts}', { cwd: src, exclude: ['**/*.test.ts'] })) {
    const code = readFileSync(join(src, path), 'utf8')
    for (const [, key] of code.matchAll(/\bt\(\s*'([\w.-]+)'/g)) {
      named += 1
      if (!english.has(key!)) missing.push(`${path}: ${key}`)
    }
  }
  assert.deepEqual(missing, [])
  assert.ok(named > 300, `${named} keys found`)
})

test('no text holds what the message syntax would take for its own', () => {
  for (const [key, text] of english) assert.ok(!/[@|]/.test(text), `${key}: ${text}`)
})
