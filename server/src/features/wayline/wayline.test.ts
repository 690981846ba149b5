import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { readKmz, writeKmz } from '@rookery/wpml'
import { hostile } from '../../../../packages/wpml/test/hostile.ts'
import { type Answer, administration } from '../../../../test/support/administration.ts'
import { embeddedStore } from '../../../../test/support/objects.ts'
import { mappingKmz, routeKmz } from '../../../../test/support/waylines.ts'
import { Waylines, waylineRoutes, waylineStore } from './index.ts'

const { objects } = await embeddedStore()
let waylines!: Waylines
const world = await administration({}, ({ app, db, ...parts }) => {
  waylines = new Waylines({ store: waylineStore(db), objects, ...parts })
  waylineRoutes(app, waylines)
})
const { app, db, clock, bus, call, admin, workspaceId } = world
after(() => waylines.close())
const changed: string[] = []
bus.on('wayline.changed', event => void changed.push(event.waylineId))

const base = `/wayline/api/v1/workspaces/${workspaceId}`
const asAdmin = { token: admin.token }
const [mapping, route] = await Promise.all([mappingKmz(), routeKmz()])
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex')
const keys = async (prefix: string) => {
  const found: string[] = []
  for await (const { key } of objects.list(prefix)) found.push(key)
  return found
}

/** Sends a form as a browser does. */
async function send(url: string, token: string, parts: Record<string, string | Uint8Array>, filename = 'x.kmz') {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts))
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new Blob([new Uint8Array(value)]), filename)
  const request = new Request('http://localhost', { method: 'POST', body: form })
  const answer = await app.inject({
    ...{ method: 'POST', url, payload: Buffer.from(await request.arrayBuffer()) },
    headers: { 'x-auth-token': token, 'content-type': request.headers.get('content-type')! },
  })
  return { ...answer.json(), status: answer.statusCode } as Answer
}
const upload = (file: Uint8Array, filename: string, token = admin.token) =>
  send(`${base}/waylines/file/upload`, token, { file }, filename)
const imported = async (file: Uint8Array, filename: string): Promise<string> => {
  const answer = await upload(file, filename)
  assert.equal(answer.code, 0, answer.message)
  return answer.data.wayline_id
}
const list = async (query = '', token = admin.token) => {
  const answer = await call('GET', `${base}/waylines?${query}`, { token })
  assert.equal(answer.code, 0, answer.message)
  return answer.data.list as any[]
}
const names = async (query: string, token?: string) => (await list(query, token)).map(row => row.name)
const download = (url: string, token = admin.token) =>
  app.inject({ method: 'GET', url, headers: { 'x-auth-token': token } })

test('an imported file is listed with what it says, and downloads as it was', async () => {
  const id = await imported(mapping, 'Field.kmz')
  const { preview, start_wayline_point, distance_m, duration_s, photo_count, waypoint_count, ...row } = (
    await list()
  )[0]
  assert.deepEqual(row, {
    ...{ id, name: 'Field', drone_model_key: '0-100-1', payload_model_keys: ['1-99-0'], template_types: [1] },
    ...{ action_type: 0, favorited: false, object_key: `${workspaceId}/wayline/${id}/1.kmz`, user_name: 'admin' },
    ...{ update_time: clock.now(), create_time: clock.now(), sign: md5(mapping), version: 1, size: mapping.length },
    findings: { error: 0, warning: 0, notice: row.findings.notice },
  })
  assert.ok(preview.line.length > 4 && distance_m > 1_000 && duration_s > 100 && photo_count > 50 && waypoint_count > 4)
  assert.ok(Math.abs(start_wayline_point.start_lontitude - 8.503) < 0.002)
  const { headers, rawPayload, statusCode } = await download(`${base}/waylines/${id}/url`)
  assert.equal(statusCode, 200)
  assert.deepEqual(rawPayload, mapping)
  assert.equal(headers['content-type'], 'application/vnd.google-earth.kmz')
  assert.equal(headers['content-disposition'], "attachment; filename*=UTF-8''Field.kmz")
  const signed = await fetch(objects.deviceUrl(row.object_key, { seconds: 60 }))
  assert.equal(signed.status, 200)
  assert.equal(md5(Buffer.from(await signed.arrayBuffer())), row.sign, 'what a dock fetches and compares')
  assert.ok(changed.includes(id))
  const entry = (await call('GET', `${world.base}/audit?action=wayline.import`, asAdmin)).data.list[0]
  assert.deepEqual([entry.target, entry.detail.wayline_id], ['Field', id])
})

test('versions: the newest counts, all stay, notes and authors are kept', async () => {
  const id = await imported(route, 'Versions.kmz')
  const kmz = readKmz(route)
  kmz.waylines!.Document.Folder[0]!.Placemark[1]!.executeHeight = 75
  const second = Buffer.from(writeKmz(kmz))
  const { token } = await world.member('planner', 'operator')
  const added = await send(`${base}/waylines/${id}/versions`, token, { file: second, note: 'Higher over the mast' })
  assert.deepEqual([added.code, added.data.wayline_id, added.data.version], [0, id, 2])
  const { data } = await call('GET', `${base}/waylines/${id}`, asAdmin)
  assert.deepEqual(
    data.versions.map((v: any) => [v.version, v.username, v.note, v.sign]),
    [
      [2, 'planner', 'Higher over the mast', md5(second)],
      [1, 'admin', '', md5(route)],
    ],
  )
  assert.equal(data.version, 2)
  assert.equal(data.document.waylines[0].height_mode, 'relativeToStartPoint')
  assert.deepEqual((await download(`${base}/waylines/${id}/url`)).rawPayload, second)
  assert.deepEqual((await download(`${base}/waylines/${id}/versions/1/url`)).rawPayload, route)
  assert.equal((await download(`${base}/waylines/${id}/versions/3/url`)).statusCode, 404)
})

test('versions added at once all count', async () => {
  const id = await imported(route, 'Race.kmz')
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => send(`${base}/waylines/${id}/versions`, admin.token, { file: route })),
  )
  assert.deepEqual(answers.map(a => a.data.version).sort(), [2, 3, 4, 5])
  const { data } = await call('GET', `${base}/waylines/${id}`, asAdmin)
  assert.deepEqual([data.version, data.versions.length], [5, 5])
})

test('findings of the linter are told and refuse nothing', async () => {
  const kmz = readKmz(route)
  kmz.waylines!.Document.Folder[0]!.Placemark[1]!.waypointSpeed = 99
  const answer = await upload(writeKmz(kmz), 'Too fast.kmz')
  assert.equal(answer.code, 0)
  const errors = answer.data.findings.filter((f: any) => f.severity === 'error')
  assert.ok(errors.some((f: any) => f.path.endsWith('waypointSpeed') && f.waypoint === 1))
  const { data } = await call('GET', `${base}/waylines/${answer.data.wayline_id}`, asAdmin)
  assert.deepEqual(data.findings, answer.data.findings)
  assert.equal(data.finding_counts.error, errors.length)
})

test('lists are filtered and ordered as Pilot and the demo ask', async () => {
  const { base: other, token, add } = await elsewhere('filters')
  await clock.advance(1000)
  const route1 = await add(route, 'b route')
  await clock.advance(1000)
  await add(await mappingKmz({ aircraft: { type: 91, sub_type: 1 }, payload: '81-0-0' }), 'A mapping')
  await clock.advance(1000)
  await add(route, 'c_ROUTE')
  await clock.advance(1000)
  await call('PUT', `${other}/waylines/${route1}`, { token, body: { name: 'b renamed' } })
  await call('POST', `${other}/favorites?id=${route1}`, { token })
  const asked = async (query: string) => {
    const answer = await call('GET', `${other}/waylines?${query}`, { token })
    return answer.code === 0 ? answer.data.list.map((row: any) => row.name) : answer.status
  }
  for (const [query, expected] of [
    ['order_by=name', ['A mapping', 'b renamed', 'c_ROUTE']],
    ['order_by=name desc&', ['c_ROUTE', 'b renamed', 'A mapping']],
    ['', ['b renamed', 'c_ROUTE', 'A mapping']],
    ['order_by=create_time asc', ['b renamed', 'A mapping', 'c_ROUTE']],
    ['order_by=update_time desc,name asc&page=2&page_size=2', ['A mapping']],
    ['favorited=true', ['b renamed']],
    ['favorited=false', ['c_ROUTE', 'A mapping']],
    ['template_type=1', ['A mapping']],
    ['template_type=0&template_type=1&order_by=name', ['A mapping', 'b renamed', 'c_ROUTE']],
    ['template_type=2,3', []],
    ['action_type=1', []],
    ['drone_model_keys=0-91-1,0-99-9', ['A mapping']],
    ['payload_model_key=1-99-0&order_by=name', ['b renamed', 'c_ROUTE']],
    ['key=ROUTE', ['c_ROUTE']],
    ['key=%25', []],
    ['order_by=sign', 400],
    ['order_by=name;drop', 400],
    ['template_type=x', 400],
    ['page_size=501', 400],
  ] as const)
    assert.deepEqual(await asked(query), expected, query)
})

test('names: taken ones are told, get a number on import and are refused on renaming', async () => {
  const first = await imported(route, 'Name.kmz')
  await imported(route, 'Name.KMZ')
  const answer = await call('GET', `${base}/waylines/duplicate-names?name=Name&name=Name (2)&name=None`, asAdmin)
  assert.deepEqual(answer.data.sort(), ['Name', 'Name (2)'])
  const rename = (name: string) => call('PUT', `${base}/waylines/${first}`, { ...asAdmin, body: { name } })
  assert.equal((await rename('Name (2)')).status, 409)
  assert.equal((await rename(' ')).status, 400)
  assert.equal((await rename('Better')).code, 0)
  assert.deepEqual(await names('key=Better'), ['Better'])
  const named = await send(`${base}/waylines/file/upload`, admin.token, { name: 'Given', file: route })
  assert.equal(named.code, 0)
  assert.deepEqual(await names('key=Given'), ['Given'])
})

test('favourites are a user’s own', async () => {
  const id = await imported(route, 'Liked.kmz')
  const { token } = await world.member('liker', 'viewer')
  await call('POST', `${base}/favorites?id=${id}&id=unknown`, { token })
  await call('POST', `${base}/favorites?id=${id}`, { token })
  assert.deepEqual(await names('favorited=true', token), ['Liked'])
  assert.deepEqual(await names('favorited=true'), [])
  await call('DELETE', `${base}/favorites?id=${id}`, { token })
  assert.deepEqual(await names('favorited=true', token), [])
  const key = (await call('POST', `${world.base}/api-keys`, { ...asAdmin, body: { name: 'k', role: 'admin' } })).data
    .key
  assert.equal((await call('POST', `${base}/favorites?id=${id}`, { token: key })).status, 403)
})

test('what is removed is gone, with its files', async () => {
  const id = await imported(route, 'Gone.kmz')
  await send(`${base}/waylines/${id}/versions`, admin.token, { file: mapping })
  assert.equal((await keys(`${workspaceId}/wayline/${id}/`)).length, 2)
  assert.equal((await call('DELETE', `${base}/waylines/${id}`, asAdmin)).code, 0)
  assert.deepEqual(await keys(`${workspaceId}/wayline/${id}/`), [])
  for (const url of ['', '/url', '/versions/1/url'])
    assert.equal((await download(`${base}/waylines/${id}${url}`)).statusCode, 404)
  assert.equal((await call('DELETE', `${base}/waylines/${id}`, asAdmin)).status, 404)
})

test('a file that is refused leaves nothing behind', async () => {
  const rows = await db.selectFrom('waylines').selectAll().orderBy('wayline_id').execute()
  const before = await keys('')
  const some = ['51 MB packed', 'text', 'an external entity (XXE)', 'the same path twice', 'no document']
  for (const [name, reason, make] of hostile.filter(([name]) => some.includes(name))) {
    const answer = await upload(make(), 'bad.kmz')
    assert.equal(answer.status, reason === 'archive.too-large' ? 413 : 400, `${name}: ${answer.message}`)
    if (answer.status === 400) assert.equal(answer.data.reason, reason)
  }
  const form = `${base}/waylines/file/upload`
  const cases: [string, () => Promise<Answer>][] = [
    ['no form', () => call('POST', form, { ...asAdmin, body: {} })],
    ['no file', () => send(form, admin.token, { name: 'x' })],
    ['another field', () => send(form, admin.token, { other: route })],
    ['two files', () => send(form, admin.token, { file: route, file2: route })],
    ['no name', () => upload(route, '.kmz')],
    ['a name of control characters', () => upload(route, 'a\u0007b.kmz')],
    ['a name that is too long', () => upload(route, `${'x'.repeat(200)}.kmz`)],
  ]
  for (const [what, ask] of cases) assert.equal((await ask()).status, 400, what)
  const cut = await app.inject({
    ...{
      method: 'POST',
      url: form,
      payload: '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nPK',
    },
    headers: { 'x-auth-token': admin.token, 'content-type': 'multipart/form-data; boundary=b' },
  })
  assert.equal(cut.statusCode, 400)
  assert.deepEqual(await db.selectFrom('waylines').selectAll().orderBy('wayline_id').execute(), rows)
  assert.deepEqual(await keys(''), before)
})

test('an upload of Pilot: from its own prefix alone, once, and a known name is the next version', async () => {
  await world.member('flyer', 'pilot')
  const login = (await call('POST', '/manage/api/v1/login', {
    body: { username: 'flyer', password: 'password of flyer', flag: 2 },
  })) as Answer
  const token = login.data.access_token as string
  const { session_id } = await db
    .selectFrom('sessions')
    .select('session_id')
    .where('kind', '=', 'pilot')
    .executeTakeFirstOrThrow()
  const own = `${workspaceId}/pilot/${session_id}`
  const type = { contentType: 'application/octet-stream' }
  await objects.put(`${own}/flown.kmz`, route, type)
  const metadata = { drone_model_key: '0-67-0', payload_model_keys: ['1-53-0'], template_types: [0] }
  const report = (object_key: string, name = 'Flown') =>
    call('POST', `${base}/upload-callback`, { token, body: { object_key, name, metadata } })
  assert.equal((await report(`${own}/flown.kmz`)).code, 0)
  const [row] = await list('key=Flown')
  assert.deepEqual([row.user_name, row.version, row.sign], ['flyer', 1, md5(route)])
  assert.equal(row.drone_model_key, '0-100-1', 'the file knows better than what is said of it')
  assert.deepEqual((await download(`${base}/waylines/${row.id}/url`)).rawPayload, route)

  assert.equal((await report(`${own}/flown.kmz`)).code, 0)
  assert.equal((await list('key=Flown'))[0].version, 1)
  await objects.put(`${own}/flown.kmz`, mapping, type)
  assert.deepEqual((await download(`${base}/waylines/${row.id}/url`)).rawPayload, route, 'a copy of our own')
  assert.equal((await report(`${own}/flown.kmz`)).code, 0)
  assert.deepEqual([(await list('key=Flown')).length, (await list('key=Flown'))[0].version], [1, 2])

  const before = await keys(`${workspaceId}/wayline/`)
  await objects.put(`${workspaceId}/pilot/another/theirs.kmz`, route, type)
  await objects.put(`${own}/bad.kmz`, Buffer.from('no archive'), type)
  for (const [key, status] of [
    [`${workspaceId}/pilot/another/theirs.kmz`, 403],
    [`${own}/../another/theirs.kmz`, 400],
    [row.object_key, 403],
    [`${own}/none.kmz`, 404],
    [`${own}/bad.kmz`, 400],
    ['', 403],
  ])
    assert.equal((await report(key as string, 'Other')).status, status, key as string)
  assert.deepEqual(await keys(`${workspaceId}/wayline/`), before)
})

test('who may: viewers read, pilots report, operators change', async () => {
  const id = await imported(route, 'Rights.kmz')
  const viewer = (await world.member('reader', 'viewer')).token
  const pilot = (await world.member('steerer', 'pilot')).token
  assert.equal((await download(`${base}/waylines/${id}/url`, viewer)).statusCode, 200)
  for (const token of [viewer, pilot]) {
    assert.equal((await upload(route, 'x.kmz', token)).status, 403)
    assert.equal((await send(`${base}/waylines/${id}/versions`, token, { file: route })).status, 403)
    assert.equal((await call('DELETE', `${base}/waylines/${id}`, { token })).status, 403)
  }
  const body = { object_key: 'x', name: 'x' }
  assert.equal((await call('POST', `${base}/upload-callback`, { token: viewer, body })).status, 403)
})

test('another workspace knows nothing of it', async () => {
  const id = await imported(route, 'Secret.kmz')
  const { base: other, token } = await elsewhere('outside')
  const mine = await db.selectFrom('waylines').selectAll().where('wayline_id', '=', id).execute()
  for (const where of [base, other])
    for (const [method, path, body] of [
      ['GET', `/waylines/${id}`],
      ['GET', `/waylines/${id}/url`],
      ['GET', `/waylines/${id}/versions/1/url`],
      ['PUT', `/waylines/${id}`, { name: 'Taken' }],
      ['DELETE', `/waylines/${id}`],
    ] as const)
      assert.equal((await call(method, where + path, { token, body })).status, 404, `${method} ${where}${path}`)
  assert.equal((await send(`${other}/waylines/${id}/versions`, token, { file: route })).status, 404)
  assert.deepEqual((await call('GET', `${other}/waylines/duplicate-names?name=Secret`, { token })).data, [])
  await call('POST', `${other}/favorites?id=${id}`, { token })
  assert.deepEqual((await call('GET', `${other}/waylines`, { token })).data.list, [])
  assert.equal((await call('GET', `${base}/waylines`, { token })).status, 404)
  assert.deepEqual(await db.selectFrom('waylines').selectAll().where('wayline_id', '=', id).execute(), mine)
  assert.equal(
    await db.selectFrom('wayline_favorites').selectAll().where('wayline_id', '=', id).executeTakeFirst(),
    undefined,
  )
})

/** A workspace of its own with its admin. */
async function elsewhere(name: string) {
  const made = await call('POST', '/manage/api/v1/workspaces', { ...asAdmin, body: { workspace_name: name } })
  const id = made.data.workspace_id as string
  const { token } = await world.member(`admin-${name}`, 'admin', { workspaceId: id })
  const own = `/wayline/api/v1/workspaces/${id}`
  const add = async (file: Uint8Array, as: string): Promise<string> => {
    const answer = await send(`${own}/waylines/file/upload`, token, { file }, `${as}.kmz`)
    assert.equal(answer.code, 0, answer.message)
    return answer.data.wayline_id
  }
  return { base: own, token, add }
}
