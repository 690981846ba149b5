/** Both languages say the same things, and every word that a page asks for exists. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'

const root = import.meta.dirname
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
const withEnding = (ending: string) => files.filter(file => file.endsWith(ending)).map(file => join(root, file))

/** Every text of a language by its full key, as i18n.ts puts the files together. */
function texts(language: 'en' | 'zh-CN'): Map<string, string> {
  const all = new Map<string, string>()
  const collect = (value: unknown, key: string) => {
    if (typeof value === 'string') all.set(key, value)
    else for (const [name, inner] of Object.entries(value as object)) collect(inner, key ? `${key}.${name}` : name)
  }
  for (const file of withEnding(`${language}.json`)) {
    const feature = /features[\\/]([^\\/]+)[\\/]/.exec(relative(root, file))?.[1] ?? ''
    collect(JSON.parse(readFileSync(file, 'utf8')), feature)
  }
  return all
}
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort()

const english = texts('en')
const chinese = texts('zh-CN')

test('Chinese says all that English says, with the same placeholders', () => {
  for (const [key, text] of english) {
    assert.ok(chinese.has(key), key)
    assert.deepEqual(placeholders(chinese.get(key)!), placeholders(text), key)
  }
})

test('only names of the thing model, which are English already, stand in Chinese alone', () => {
  const alone = [...chinese.keys()].filter(key => !english.has(key) && !key.startsWith('device.'))
  assert.deepEqual(alone, [])
})

test('no text is empty', () => {
  for (const [key, text] of [...english, ...chinese]) assert.notEqual(text.trim(), '', key)
})

test('every text that a page names exists', () => {
  const missing: string[] = []
  let asked = 0
  for (const file of [...withEnding('.vue'), ...withEnding('.ts')].filter(name => !name.endsWith('.test.ts'))) {
    for (const [, key] of readFileSync(file, 'utf8').matchAll(/(?<![\w.])\$?t\(\s*'([\w.-]+)'/g)) {
      asked++
      if (!english.has(key!)) missing.push(`${relative(root, file)}: ${key}`)
    }
  }
  assert.deepEqual(missing, [])
  assert.ok(asked > 200, `${asked} texts`)
})

test('every step of the bind timeline has a name, every failure its cause and next step', () => {
  const good = [
    'created',
    'connected',
    'config_requested',
    'bind_status_asked',
    'organization_asked',
    'bound',
    'topology',
  ]
  const bad = ['wrong_password', 'licence_rejected', 'disconnected_early', 'disconnected', 'wrong_bind_code', 'unbound']
  for (const step of [
    ...good,
    'first_telemetry',
    'credentials_reissued',
    ...bad,
    'bound_elsewhere',
    'client_id_in_use',
  ]) {
    assert.ok(english.has(`connect.meaning.${step}.title`), step)
  }
  for (const step of [...bad, 'bound_elsewhere', 'client_id_in_use']) {
    for (const part of ['cause', 'next']) assert.ok(english.has(`connect.meaning.${step}.${part}`), `${step} ${part}`)
  }
})
