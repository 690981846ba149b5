import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createHttp } from '../http.ts'
import { createLogger } from '../log.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-console-'))
const dist = join(folder, 'dist')
let origins = ['https://tiles.example.com']
const app = await createHttp({
  config: { trustProxy: undefined, allowedOrigins: [] },
  log: createLogger('silent'),
  access: { identify: async () => undefined, locateDevice: () => undefined },
  console: { folder: dist, tileOrigins: async () => origins },
})
after(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

test('without a built console the page says what to do, and the API goes on', async () => {
  const page = await app.inject('/')
  assert.equal(page.statusCode, 503)
  assert.match(page.body, /npm start/)
  assert.equal((await app.inject('/manage/api/v1/nothing')).statusCode, 404)
})

test('the built console: its page for every address that a browser opens, its files, nothing beside', async () => {
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(dist, 'index.html'), '<title>console</title>')
  writeFileSync(join(dist, 'assets/app-1234.js'), 'export {}')
  writeFileSync(join(folder, 'secret.txt'), 'planted')
  for (const url of ['/', '/index.html', '/fleet/devices/SN1', '/map', '/wayline?x=1']) {
    const page = await app.inject(url)
    assert.equal(page.statusCode, 200, url)
    assert.match(page.body, /console/)
    assert.equal(page.headers['cache-control'], 'no-cache')
  }
  const file = await app.inject('/assets/app-1234.js')
  assert.equal(file.statusCode, 200)
  assert.match(String(file.headers['content-type']), /javascript/)
  assert.match(String(file.headers['cache-control']), /immutable/)
  for (const url of [
    '/assets/gone.js',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/a%00.js',
  ]) {
    const answer = await app.inject(url)
    assert.equal(answer.statusCode, 404, url)
    assert.ok(!answer.body.includes('planted'))
  }
  assert.equal((await app.inject('/%E0%A4%A.js')).statusCode, 400)
  assert.equal((await app.inject({ method: 'POST', url: '/fleet' })).statusCode, 404)
})

test('the page’s policy lets MapLibre and the configured tile servers work, and no foreign script', async () => {
  const policy = String((await app.inject('/')).headers['content-security-policy'])
  assert.match(policy, /script-src 'self';/)
  assert.match(policy, /worker-src 'self' blob:/)
  assert.match(policy, /img-src 'self' data: blob: https:\/\/tiles\.example\.com;/)
  assert.match(policy, /connect-src 'self' ws: wss: https:\/\/tiles\.example\.com;/)
  origins = []
  assert.ok(!String((await app.inject('/')).headers['content-security-policy']).includes('tiles.example.com'))
})
