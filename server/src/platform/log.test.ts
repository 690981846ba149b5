import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger, redactUrl } from './log.ts'

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = []
  write(createLogger('trace', { write: (line: string) => void lines.push(line) } as unknown as NodeJS.WritableStream))
  return lines.join('')
}

test('keys that hold secrets are masked, on the top level and one below', () => {
  const text = logged(log => {
    log.info({ password: 'planted', body: { access_token: 'planted', name: 'kept' } }, 'x')
    log.info({ headers: { 'x-auth-token': 'planted', authorization: 'planted', cookie: 'planted' } }, 'x')
    log.info({ settings: { dji_app_key: 'planted', dji_license: 'planted', bind_code: 'planted' } }, 'x')
  })
  assert.ok(text.includes('kept'))
  assert.ok(!text.includes('planted'))
})

test('an error of the database is logged without the row that it quotes', () => {
  const error = Object.assign(new Error('null value in column'), {
    code: '23502',
    detail: 'Failing row contains (planted)',
    where: 'planted',
  })
  const text = logged(log => log.error({ err: error }, 'failed'))
  assert.ok(text.includes('23502'))
  assert.ok(!text.includes('planted'))
})

test('URLs lose tokens and passwords', () => {
  for (const url of [
    '/api/v1/ws?x-auth-token=planted',
    '/x?page=1&X-Auth-Token=planted&y=2',
    '/x?password=planted#fragment',
    'postgresql://user:planted@db.example.com/x',
    'mqtt://planted@broker',
  ]) {
    const shown = redactUrl(url)
    assert.ok(!shown.includes('planted'), shown)
  }
  assert.equal(redactUrl('/manage/api/v1/workspaces?page=1'), '/manage/api/v1/workspaces?page=1')
})
