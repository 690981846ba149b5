import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Type } from 'typebox'
import type { Identity } from './auth/caller.ts'
import { badRequest, conflict, tooMany } from './errors.ts'
import { openApi } from './http/openapi.ts'
import { createHttp, outcome, PageQuery, route } from './http.ts'
import { createLogger } from './log.ts'

const lines: string[] = []
const log = createLogger('debug', { write: (line: string) => lines.push(line) } as never)

const identity = (over: Partial<Identity> = {}): Identity => ({
  userId: 'u1',
  username: 'ann',
  instanceAdmin: false,
  sessionId: 's1',
  kind: 'console',
  workspaceId: 'w1',
  memberships: new Map([
    ['w1', { role: 'operator', siteIds: null }],
    ['w2', { role: 'viewer', siteIds: ['site-a'] }],
  ]),
  ...over,
})
const tokens = new Map<string, Identity>([
  ['ann', identity()],
  [
    'boss',
    identity({ userId: 'u2', username: 'boss', instanceAdmin: true, workspaceId: null, memberships: new Map() }),
  ],
  ['rk_key', identity({ kind: 'api-key', sessionId: null })],
])
const devices: Record<string, { workspaceId: string | null; siteId: string | null }> = {
  SN1: { workspaceId: 'w1', siteId: null },
  SN2: { workspaceId: 'w2', siteId: 'site-b' },
  SN2A: { workspaceId: 'w2', siteId: 'site-a' },
  SN3: { workspaceId: 'w3', siteId: null },
  LOOSE: { workspaceId: null, siteId: null },
}

const app = await createHttp({
  config: { trustProxy: undefined, allowedOrigins: ['https://app.example.com'] },
  log,
  access: { identify: async token => tokens.get(token), locateDevice: sn => devices[sn] },
})
after(() => app.close())

const seen: unknown[] = []
route(app, {
  method: 'GET',
  url: '/manage/api/v1/workspaces/:workspace_id/things',
  access: 'viewer',
  tags: ['t'],
  summary: 'Things',
  query: PageQuery,
  data: Type.Object({ workspace: Type.String(), query: Type.Unknown() }),
  handler: ({ caller, query }) => ({ workspace: caller.workspaceId, query }),
})
route(app, {
  method: 'POST',
  url: '/manage/api/v1/workspaces/:workspace_id/things',
  access: 'admin',
  instanceAdmin: true,
  tags: ['t'],
  summary: 'New thing',
  body: Type.Object({ name: Type.String({ minLength: 1 }), secret: Type.Optional(Type.Integer()) }),
  handler: ({ body }) => {
    seen.push(body)
    return undefined
  },
})
route(app, {
  method: 'POST',
  url: '/control/api/v1/devices/:sn/go',
  access: 'operator',
  tags: ['t'],
  summary: 'Go',
  body: Type.Object({}),
  handler: ({ caller, body }) => ({ workspace: caller.workspaceId, body }),
})
route(app, {
  method: 'GET',
  url: '/manage/api/v1/devices/:workspace_id/devices/:device_sn',
  access: 'viewer',
  tags: ['t'],
  summary: 'Device',
  handler: ({ caller }) => caller.workspaceId,
})
route(app, {
  method: 'GET',
  url: '/fails/:how',
  access: 'public',
  tags: ['t'],
  summary: 'Fails',
  handler: ({ params }) => {
    if (params.how === 'conflict') throw conflict('busy', 315, { reason: 'r' })
    if (params.how === 'slow-down') throw tooMany('slow down', 60)
    if (params.how === 'outcome') return outcome({ code: -1, message: 'not found' })
    if (params.how === 'bad') throw badRequest('bad')
    if (params.how === 'database') throw Object.assign(new Error('Connection terminated unexpectedly'))
    throw new Error('select secret_column from users')
  },
})
route(app, { method: 'GET', url: '/local', access: 'local', tags: ['t'], summary: 'Local', handler: () => 'here' })
route(app, {
  method: 'GET',
  url: '/instance',
  access: 'instance-admin',
  tags: ['t'],
  summary: 'Instance',
  handler: ({ caller }) => caller.username,
})

const as = (token: string) => ({ 'x-auth-token': token })

test('a route that does not say who may use it fails at start', () => {
  assert.throws(() => app.get('/open', () => 'x'), /does not say who may use it/)
})

test('401 without a token, with a bad one, and with the text null; by either header with a good one', async () => {
  const url = '/manage/api/v1/workspaces/w1/things'
  for (const headers of [{}, as('nobody'), as('null'), as('')]) {
    const answer = await app.inject({ url, headers })
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.json().code, 401)
  }
  for (const headers of [as('ann'), { authorization: 'Bearer ann' }]) {
    assert.deepEqual((await app.inject({ url, headers })).json(), {
      code: 0,
      message: 'success',
      data: { workspace: 'w1', query: {} },
    })
  }
})

test('another workspace is missing, not forbidden; a low role is forbidden', async () => {
  assert.equal((await app.inject({ url: '/manage/api/v1/workspaces/w3/things', headers: as('ann') })).statusCode, 404)
  const post = await app.inject({
    method: 'POST',
    url: '/manage/api/v1/workspaces/w1/things',
    headers: as('ann'),
    payload: { name: 'n' },
  })
  assert.equal(post.statusCode, 403)
  assert.equal(seen.length, 0)
})

test('an instance admin passes only where the route says so', async () => {
  const headers = as('boss')
  const url = '/manage/api/v1/workspaces/w1/things'
  assert.equal((await app.inject({ url, headers })).statusCode, 404)
  assert.equal((await app.inject({ method: 'POST', url, headers, payload: { name: 'n' } })).statusCode, 200)
  assert.equal((await app.inject({ url: '/instance', headers })).json().data, 'boss')
  assert.equal((await app.inject({ url: '/instance', headers: as('ann') })).statusCode, 403)
})

test('null and empty workspace mean the session’s; a query may start with an empty part', async () => {
  for (const path of ['workspaces/null/things', 'workspaces//things']) {
    const answer = await app.inject({ url: `/manage/api/v1/${path}?&page=2&page_size=5`, headers: as('ann') })
    assert.deepEqual(answer.json().data, { workspace: 'w1', query: { page: 2, page_size: 5 } })
  }
})

test('a device is found only in a workspace of the caller, at a site of his, with the role', async () => {
  const go = async (sn: string) =>
    (await app.inject({ method: 'POST', url: `/control/api/v1/devices/${sn}/go`, headers: as('ann') })).statusCode
  assert.equal(await go('SN1'), 200)
  assert.equal(await go('SN2A'), 403)
  for (const sn of ['SN2', 'SN3', 'LOOSE', 'UNKNOWN', '%2B', 'a%2Fb']) assert.equal(await go(sn), 404, sn)
  const at = async (ws: string, sn: string) =>
    (await app.inject({ url: `/manage/api/v1/devices/${ws}/devices/${sn}`, headers: as('ann') })).statusCode
  assert.equal(await at('w1', 'SN1'), 200)
  assert.equal(await at('null', 'SN1'), 200)
  assert.equal(await at('w2', 'SN1'), 404)
  assert.equal(await at('w2', 'SN2A'), 200)
})

test('empty bodies are taken with and without a content type', async () => {
  for (const headers of [as('ann'), { ...as('ann'), 'content-type': 'application/json' }]) {
    const answer = await app.inject({ method: 'POST', url: '/control/api/v1/devices/SN1/go', headers })
    assert.deepEqual(answer.json().data, { workspace: 'w1', body: {} })
  }
})

test('bad input is 400 with the field, repeats no value and stores nothing', async () => {
  const before = seen.length
  const post = (payload: string) =>
    app.inject({
      method: 'POST',
      url: '/manage/api/v1/workspaces/w1/things',
      headers: { ...as('boss'), 'content-type': 'application/json' },
      payload,
    })
  const cases = {
    truncated: '{"name":',
    'wrong type': '{"name":5}',
    missing: '{}',
    'an array': '[]',
    null: 'null',
    prototype: '{"name":"n","__proto__":{"admin":true}}',
    constructor: '{"name":"n","constructor":{"prototype":{"admin":true}}}',
    'NUL character': '{"name":"a\\u0000b"}',
    'lone surrogate': '{"name":"\\ud800"}',
    'too large number': '{"name":"n","x":1e400}',
    deep: `{"name":"n","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    'planted secret': '{"name":{"password":"hunter2hunter2"},"secret":"hunter2hunter2"}',
  }
  for (const [name, payload] of Object.entries(cases)) {
    const answer = await post(payload)
    assert.equal(answer.statusCode, 400, name)
    assert.equal(answer.json().code, 400, name)
    assert.ok(!answer.body.includes('hunter2'), name)
  }
  assert.deepEqual((await post('{"name":5}')).json().data, { errors: [{ path: '/name', message: 'must be string' }] })
  assert.deepEqual((await post('{}')).json().data, { errors: [{ path: '/name', message: 'is missing' }] })
  const large = await post(JSON.stringify({ name: 'x'.repeat(1_100_000) }))
  assert.equal(large.statusCode, 413)
  assert.equal(seen.length, before)
  assert.ok(!lines.join('').includes('hunter2'))
})

test('bad paths and queries are 4xx in the envelope', async () => {
  for (const [url, status] of [
    ['/manage/api/v1/workspaces/w1/things?page=0', 400],
    ['/manage/api/v1/workspaces/w1/things?page=1&page=2', 400],
    ['/manage/api/v1/workspaces/%00/things', 400],
    ['/manage/api/v1/workspaces/%E0%A4%A/things', 400],
    ['/manage/api/v1/nothing', 404],
    [`/manage/api/v1/workspaces/${'x'.repeat(500)}/things`, 414],
  ] as const) {
    const answer = await app.inject({ url, headers: as('ann') })
    assert.equal(answer.statusCode, status, url)
    assert.equal(typeof answer.json().code, 'number', url)
  }
})

test('failures carry a code and a sentence, never a stack or SQL', async () => {
  const fail = (how: string) => app.inject(`/fails/${how}`)
  assert.deepEqual((await fail('conflict')).json(), { code: 315, message: 'busy', data: { reason: 'r' } })
  const slow = await fail('slow-down')
  assert.equal(slow.statusCode, 429)
  assert.equal(slow.headers['retry-after'], '60')
  const business = await fail('outcome')
  assert.equal(business.statusCode, 200)
  assert.deepEqual(business.json(), { code: -1, message: 'not found' })
  assert.equal((await fail('database')).statusCode, 503)
  const fault = await fail('bug')
  assert.equal(fault.statusCode, 500)
  assert.ok(!/select|stack|at /.test(fault.body))
})

test('local pages are for this machine without a proxy, or for an API key', async () => {
  const get = async (options: object) => (await app.inject({ url: '/local', ...options })).statusCode
  assert.equal(await get({ remoteAddress: '127.0.0.1' }), 200)
  assert.equal(await get({ remoteAddress: '::1' }), 200)
  assert.equal(await get({ remoteAddress: '203.0.113.5' }), 404)
  assert.equal(await get({ remoteAddress: '127.0.0.1', headers: { 'x-forwarded-for': '203.0.113.5' } }), 404)
  assert.equal(await get({ remoteAddress: '203.0.113.5', headers: as('ann') }), 404)
  assert.equal(await get({ remoteAddress: '203.0.113.5', headers: as('rk_key') }), 200)
})

test('origins: closed but for the allowed ones', async () => {
  const ask = (origin: string) =>
    app.inject({
      method: 'OPTIONS',
      url: '/manage/api/v1/workspaces/w1/things',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
  assert.equal((await ask('https://app.example.com')).headers['access-control-allow-origin'], 'https://app.example.com')
  assert.equal((await ask('https://evil.example')).headers['access-control-allow-origin'], undefined)
})

test('every answer has the security headers, and tokens in URLs never reach the log', async () => {
  lines.length = 0
  const answer = await app.inject('/fails/bad?x-auth-token=planted-token-1&page=1')
  assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/)
  assert.ok(lines.some(line => line.includes('[redacted]')))
  assert.ok(!lines.join('').includes('planted-token-1'))
})

test('OpenAPI is written from the declarations', () => {
  const document = openApi(app.declarations, '0.1.0')
  const operation = document.paths['/manage/api/v1/workspaces/{workspace_id}/things']!.get as {
    operationId: string
    parameters: { name: string; in: string }[]
  }
  assert.equal(operation.operationId, 'getManageApiV1WorkspacesWorkspaceIdThings')
  assert.deepEqual(
    operation.parameters.map(p => `${p.in} ${p.name}`),
    ['path workspace_id', 'query page', 'query page_size'],
  )
})
