import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { type Gateway, gateway } from '../../../../test/support/gateway.ts'
import { callback, photo, storageOf, type Upload, upload } from '../../../../test/support/media.ts'
import { type Client, eventually, request, testServer, type Watcher } from '../../../../test/support/server.ts'

const server = await testServer()
const { admin, url, db } = server
const files = '/media/api/v1/files/null'
const pilotUrl = '/media/api/v1/workspaces/null'

let dock: Gateway
let other: Gateway
let to: Upload
let viewer: Watcher

before(async () => {
  dock = await gateway(admin, server.mqttUrl, 'MEDIA-DOCK')
  other = await gateway(admin, server.mqttUrl, 'MEDIA-OTHER')
  server.atEnd(() => Promise.all([dock.end(), other.end()]))
  to = await storageOf(dock)
  viewer = await admin.watch()
})

const report = async (data: unknown, ids: { tid?: string; bid?: string } = {}) =>
  (await dock.ask('events', { method: 'file_upload_callback', data, ...ids })).data
const list = async (query = '', by: Client = admin) => (await by.get(`${files}/files?${query}`)).data
const bytesOf = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(url + path, { headers: { 'x-auth-token': admin.token, ...headers } })
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) }
}
/** As it is when the background work is done. */
const processed = async (fileId: string) => {
  await eventually(
    'the file was looked into',
    async () => (await admin.get(`${files}/file/${fileId}`)).data.preview !== 'pending',
    60_000,
  )
  return (await admin.get(`${files}/file/${fileId}`)).data
}

test('a dock uploads and reports a photo: it is in the library with place, preview and bytes', async () => {
  const body = await photo()
  const key = await upload(to, 'flight-1/DJI_20260510160420_0001_W_Waypoint3.JPG', body)
  const counts = { expected_file_count: 3, uploaded_file_count: 1, flight_type: 0 }
  assert.deepEqual(await report(callback(key, 'flight-1', { flight_task: counts })), { result: 0 })
  const { list: rows, pagination } = await list('job_id=flight-1')
  assert.equal(pagination.total, 1)
  const [row] = rows
  assert.equal(row.file_name, 'DJI_20260510160420_0001_W_Waypoint3.JPG')
  assert.equal(row.drone, dock.aircraft)
  assert.equal(row.payload, 'Matrice 4TD camera')
  assert.equal(row.state, 'received')
  assert.equal(row.lens, 'wide')
  assert.equal(row.waypoint_index, 2)
  assert.equal(row.gimbal.yaw, -91.4)
  assert.equal(row.taken_at, Date.UTC(2026, 4, 10, 16, 4, 20))
  assert.equal(row.size, body.length)
  const told = await viewer.until('file_upload_callback', data => data.job_id === 'flight-1')
  assert.deepEqual([told.media_count, told.uploaded_count, told.device_sn], [3, 1, dock.sn])
  const done = await processed(row.file_id)
  assert.equal(done.preview, 'ready', done.preview_note)
  assert.deepEqual([done.width, done.height], [640, 480])
  await viewer.until('media_update', ({ file }) => file.file_id === row.file_id && file.preview === 'ready')
  const thumb = await bytesOf(done.thumb_url)
  assert.equal(thumb.status, 200, thumb.body.toString())
  assert.equal((await sharp(thumb.body).metadata()).format, 'webp')
  assert.deepEqual((await bytesOf(`${files}/file/${row.file_id}/thumbnail`)).body, thumb.body)
  const whole = await bytesOf(`${files}/file/${row.file_id}/url`)
  assert.deepEqual(whole.body, body)
  assert.equal(whole.headers.get('content-type'), 'image/jpeg')
  const part = await bytesOf(`${files}/file/${row.file_id}/url`, { range: 'bytes=10-19' })
  assert.equal(part.status, 206)
  assert.deepEqual(part.body, body.subarray(10, 20))
})

test('repeats, new reports of the same key and the same photo under another key are one file', async () => {
  const body = await photo({ shade: 10 })
  const key = await upload(to, 'twice/DJI_0001.JPG', body)
  const ids = { tid: 'twice-tid', bid: 'twice-bid' }
  for (let n = 0; n < 3; n++) assert.deepEqual(await report(callback(key, 'twice'), ids), { result: 0 })
  assert.deepEqual(await report(callback(key, 'twice')), { result: 0 })
  const again = await upload(to, 'twice-again/DJI_0001.JPG', body)
  assert.deepEqual(await report(callback(again, 'twice')), { result: 0 })
  assert.equal((await list('job_id=twice')).pagination.total, 1)
  await eventually(
    'the second copy has gone',
    async () => (await db.selectFrom('media_removals').selectAll().execute()).length === 0,
    60_000,
  )
  const rows = await db.selectFrom('media_files').select('object_key').where('job_id', '=', 'twice').execute()
  assert.deepEqual(rows, [{ object_key: key }])
})

test('a key of somebody else, or of nothing, is refused, told of, and never shown', async () => {
  const foreign = await upload(await storageOf(other), 'theirs.jpg', await photo())
  const server_ = `${admin.workspaceId}/media/x/thumb.webp`
  const before = (await list()).pagination.total
  const keys = [foreign, `${to.object_key_prefix}/none.jpg`, `${to.object_key_prefix}/../${other.sn}/theirs.jpg`]
  for (const key of [...keys, server_, `/${to.object_key_prefix}`, '', `${to.object_key_prefix}x/a.jpg`]) {
    const { result } = await report(callback(key, 'refused'))
    assert.notEqual(result, 0, key)
  }
  for (const data of [{}, { file: null }, { file: { object_key: 5 } }, { file: { object_key: ['a'] } }, null, []])
    assert.notEqual((await report(data)).result, 0)
  assert.equal((await list()).pagination.total, before)
  await eventually('the deviation is listed', async () => {
    const { list: rows } = (await admin.get('/manage/api/v1/workspaces/null/deviations')).data
    return rows.some((row: any) => row.method === 'file_upload_callback' && row.field === '/file/object_key')
  })
  const { list: audit } = (await admin.get('/manage/api/v1/workspaces/null/audit?action=media.refused')).data
  assert.ok(audit.some((row: any) => row.detail.object_key === foreign))
})

test('what devices write otherwise than declared breaks nothing', async () => {
  const key = await upload(to, 'odd/PANO.jpg', await photo({ latitude: 10, longitude: 20 }))
  const odd = {
    file: {
      ...{ object_key: `/${key}`, name: `a${'\u0000'}\ud800.jpg`, path: 7 },
      ext: { flight_id: 'odd', is_original: 'maybe', payload_model_key: 5 },
      metadata: { create_time: 'yesterday', absolute_altitude: 'high', shoot_position: { lat: 0, lng: 0 } },
    },
    flight_task: { expected_file_count: -5, uploaded_file_count: '1' },
  }
  assert.deepEqual(await report(odd), { result: 0 })
  const { list: rows } = await list('job_id=odd')
  const done = await processed(rows[0].file_id)
  assert.equal(done.latitude, 10, 'the place comes from the photo itself')
  assert.equal(done.taken_at, Date.UTC(2026, 4, 10, 16, 4, 20))
  assert.equal(done.payload, '')
})

test('files without a picture say so', async () => {
  const key = await upload(to, 'plain/DJI_0002.HEIC', Buffer.from('not a picture at all'))
  await report(callback(key, 'plain'))
  const done = await processed((await list('job_id=plain')).list[0].file_id)
  assert.equal(done.preview, 'none')
  assert.match(done.preview_note, /format/)
  assert.equal(done.thumb_url, null)
  assert.equal((await bytesOf(`${files}/file/${done.file_id}/thumbnail`)).status, 404)
})

test('a video has length, size and a picture where ffmpeg is installed, and says so where it is not', async () => {
  const { tools } = (await admin.get(`${files}/summary`)).data
  const folder = mkdtempSync(join(tmpdir(), 'rookery-video-'))
  server.atEnd(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'a.mp4')
  const made = spawnSync('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=duration=2:size=320x240:rate=10', '-pix_fmt', 'yuv420p', path],
  ])
  assert.equal(tools.videos, made.status === 0 && spawnSync('ffprobe', ['-version']).status === 0)
  const body = tools.videos ? readFileSync(path) : Buffer.from('a video')
  const key = await upload(to, 'video/DJI_20260510160420_0002_V.MP4', body)
  await report(callback(key, 'video'))
  const done = await processed((await list('job_id=video')).list[0].file_id)
  assert.equal(done.kind, 'video')
  assert.equal(done.preview, tools.videos ? 'ready' : 'none')
  if (!tools.videos) return assert.match(done.preview_note, /ffmpeg/)
  assert.equal(done.duration_s, 2)
  assert.deepEqual([done.width, done.height], [320, 240])
})

test('Pilot: known fingerprints, upload, report, groups; in one workspace', async () => {
  const member = await server.member('media-pilot', 'pilot')
  const { data: session } = await request(url, 'POST', '/manage/api/v1/login', {
    ...{ username: 'media-pilot', password: 'another long password', flag: 2 },
  })
  const ask = (path: string, body: unknown, token = session.access_token) =>
    request(url, 'POST', path, body, { 'x-auth-token': token })
  const ext = { tinny_fingerprint: 'tiny-1', is_original: true, sn: dock.aircraft, payload_model_key: '1-99-0' }
  const body = { fingerprint: 'finger-1', name: 'DJI_0001.JPG', path: 'DJI_001', ext }
  assert.deepEqual(await ask(`${pilotUrl}/fast-upload`, body).then(({ status, code }) => [status, code]), [200, -1])
  const { data: target } = await ask('/storage/api/v1/workspaces/null/sts', undefined)
  const object_key = await upload(target, 'DJI_001/DJI_0001.JPG', await photo({ shade: 200 }))
  const reported = {
    ...{ ...body, object_key, result: 0, sub_file_type: 1 },
    ext: { ...ext, file_group_id: 'group-1' },
    metadata: {
      ...{ created_time: '2026-05-10T16:04:20+08:00', absolute_altitude: 100, relative_altitude: 50 },
      ...{ gimbal_yaw_degree: 10, shoot_position: { lat: 48, lng: 9 } },
    },
  }
  for (let n = 0; n < 2; n++)
    assert.deepEqual((await ask(`${pilotUrl}/upload-callback`, reported)).data, { object_key })
  const { list: rows, pagination } = await list('job_id=group-1')
  assert.equal(pagination.total, 1)
  assert.deepEqual([rows[0].kind, rows[0].fingerprint, rows[0].drone], ['panorama', 'finger-1', dock.aircraft])
  assert.equal((await ask(`${pilotUrl}/fast-upload`, body)).code, 0)
  const asked = { tiny_fingerprints: ['tiny-1', 'tiny-2'] }
  const known = await ask(`${pilotUrl}/files/tiny-fingerprints`, asked)
  assert.deepEqual(known.data, { tiny_fingerprints: ['tiny-1'] })
  const group = { file_group_id: 'group-1', file_count: 4, file_uploaded_count: 1 }
  assert.deepEqual((await ask(`${pilotUrl}/group-upload-callback`, group)).code, 0)
  assert.equal((await list('state=uploading&job_id=group-1')).pagination.total, 3)

  const failed = { ...reported, result: 5, object_key: `${target.object_key_prefix}/none.jpg` }
  assert.equal((await ask(`${pilotUrl}/upload-callback`, failed)).code, 0)
  for (const key of [`${target.object_key_prefix}/none.jpg`, `${to.object_key_prefix}/twice/DJI_0001.JPG`, 'x'])
    assert.equal((await ask(`${pilotUrl}/upload-callback`, { ...reported, object_key: key })).status, 400, key)
  // Another session of the same user has a prefix of its own.
  assert.equal((await ask(`${pilotUrl}/upload-callback`, reported, member.token)).status, 400)

  const stranger = await server.stranger()
  assert.equal((await ask(`${pilotUrl}/fast-upload`, body, stranger.token)).code, -1)
  const there = await ask(`${pilotUrl}/files/tiny-fingerprints`, asked, stranger.token)
  assert.deepEqual(there.data, { tiny_fingerprints: [] })
  assert.equal((await list('', stranger)).pagination.total, 0)
  const { file_id } = rows[0]
  for (const path of [`file/${file_id}`, `file/${file_id}/url`, `file/${file_id}/thumbnail`, 'jobs/group-1'])
    assert.equal((await stranger.get(`${files}/${path}`)).status, 404, path)
})

test('filters, groups, the map, and what somebody narrowed to a site may see', async () => {
  const names = ['DJI_20260511080000_0001_Z_Tower 7.JPG', 'DJI_20260511080100_0002_Z_Tower 8.JPG']
  for (const [n, name] of names.entries()) {
    const key = await upload(to, `towers/${name}`, await photo({ shade: 50 + n }))
    const metadata = { create_time: `2026-05-11T08:0${n}:00Z`, shoot_position: { lat: 60 + n, lng: 20 } }
    await report(callback(key, 'towers', { metadata }))
  }
  const total = async (query: string) => (await list(query)).pagination.total
  const day = Date.UTC(2026, 4, 11)
  assert.equal(await total('asset=Tower 7'), 1)
  assert.equal(await total('name=tower'), 2)
  assert.equal(await total('name=%25'), 0)
  assert.equal(await total(`from=${day}&to=${day + 86_400_000}`), 2)
  assert.equal(await total('bbox=19,59,21,60.5'), 1)
  assert.equal(await total('bbox=170,59,21,62'), 2, 'across the 180th meridian')
  assert.equal(await total(`dock_sn=${dock.sn}&job_id=towers&kind=photo`), 2)
  assert.equal(await total(`aircraft_sn=${other.aircraft}`), 0)
  assert.equal(await total('flight_id=none'), 0)
  assert.equal(await total('mission_id=none'), 0)
  const sorted = await list('job_id=towers&order_by=file_name asc')
  assert.deepEqual(
    sorted.list.map((row: any) => row.file_name),
    names,
  )
  for (const bad of ['bbox=1,2,3', 'bbox=1,91,2,92', 'bbox=1,5,2,4', 'order_by=size;drop', 'state=lost', 'from=x'])
    assert.equal((await admin.get(`${files}/files?${bad}`)).status, 400, bad)
  const groups = (await admin.get(`${files}/groups?by=asset&job_id=towers`)).data.list
  assert.deepEqual(
    groups.map((group: any) => [group.key, group.count]),
    [
      ['Tower 8', 1],
      ['Tower 7', 1],
    ],
  )
  const days = (await admin.get(`${files}/groups?by=day&job_id=towers`)).data.list
  assert.deepEqual(
    days.map((group: any) => [group.key, group.count]),
    [['2026-05-11', 2]],
  )
  assert.equal((await admin.get(`${files}/groups?by=mission&job_id=towers`)).data.list[0].key, 'towers')
  const map = (await admin.get(`${files}/map?bbox=19,59,21,62`)).data
  assert.deepEqual([map.total, map.points.length, map.clusters.length], [2, 2, 0])

  const site = await admin.post('/manage/api/v1/workspaces/null/sites', { name: 'Elsewhere' })
  const narrowed = await server.member('media-narrowed', 'admin', [site.data.site_id])
  assert.equal((await list('', narrowed)).pagination.total, 0)
  assert.equal((await narrowed.get(`${files}/map`)).data.total, 0)
  assert.equal((await narrowed.get(`${files}/summary`)).data.bytes, 0)
  const { file_id } = sorted.list[0]
  assert.equal((await narrowed.get(`${files}/file/${file_id}`)).status, 404)
  assert.equal((await narrowed.get(`${files}/jobs/towers`)).status, 404)
  assert.equal((await narrowed.post(`${files}/archive`, { file_ids: [file_id] })).status, 404)
  const gone = await narrowed.call('DELETE', `${files}/files`, { file_ids: [file_id], reason: 'mine' })
  assert.equal(gone.status, 404)
})

test('over 2,000 places on the map come as clusters', async () => {
  const { workspaceId } = admin
  const rows = Array.from({ length: 2_500 }, (_, n) => ({
    ...{ file_id: `many-${n}`, workspace_id: workspaceId, object_key: `many/${n}`, source: 'dock' as const },
    ...{ state: 'received' as const, file_name: `${n}.jpg`, file_path: '', kind: 'photo' as const },
    ...{ preview: 'none' as const, latitude: -30 + (n % 50) / 100, longitude: 100 + n / 5_000 },
    ...{ created_at: 1, updated_at: 1, job_id: 'many', gateway_sn: dock.sn },
  }))
  await db.insertInto('media_files').values(rows).execute()
  const { total, points, clusters } = (await admin.get(`${files}/map?job_id=many`)).data
  assert.equal(total, 2_500)
  assert.equal(points.length, 0)
  assert.ok(clusters.length > 0 && clusters.length < 500)
  assert.equal(
    clusters.reduce((sum: number, cluster: any) => sum + cluster.count, 0),
    2_500,
  )
  const close = (await admin.get(`${files}/map?job_id=many&bbox=100,-31,100.1,-29`)).data
  assert.equal(close.points.length, close.total)
  await db.deleteFrom('media_files').where('job_id', '=', 'many').execute()
})

test('many files as one archive, whose address ends with the session that asked for it', async () => {
  const asker = await server.member('media-downloader', 'viewer')
  const { data, code } = await asker.post(`${files}/archive`, { filter: { job_id: 'towers' } })
  assert.equal(code, 0)
  assert.equal(data.count, 2)
  const archive = await fetch(url + data.download_url)
  assert.equal(archive.headers.get('content-type'), 'application/zip')
  const entries = unzipSync(new Uint8Array(await archive.arrayBuffer()))
  assert.deepEqual(Object.keys(entries).toSorted(), [
    '2026-05-11/DJI_20260511080000_0001_Z_Tower 7.JPG',
    '2026-05-11/DJI_20260511080100_0002_Z_Tower 8.JPG',
  ])
  const { file_id } = (await list('asset=Tower 7')).list[0]
  const { body } = await bytesOf(`${files}/file/${file_id}/url`)
  assert.deepEqual(Buffer.from(Object.values(entries)[0]!), body)
  assert.equal((await asker.post(`${files}/archive`, {})).status, 400)
  assert.equal((await asker.post(`${files}/archive`, { file_ids: ['none'] })).status, 404)
  assert.equal((await fetch(`${url}/media/api/v1/archive?token=none`)).status, 404)
  await asker.delete('/manage/api/v1/sessions')
  await eventually('the address is dead', async () => (await fetch(url + data.download_url)).status === 404, 70_000)
})

test('deleting takes a role and a reason, stands on the audit log, and takes the objects with it', async () => {
  const { file_id } = (await list('asset=Tower 7')).list[0]
  const { object_key } = await db
    .selectFrom('media_files')
    .select('object_key')
    .where('file_id', '=', file_id)
    .executeTakeFirstOrThrow()
  await processed(file_id)
  const by = (who: Client, body: unknown) => who.call('DELETE', `${files}/files`, body)
  const viewing = await server.member('media-viewer', 'viewer')
  assert.equal((await by(viewing, { file_ids: [file_id], reason: 'x' })).status, 403)
  assert.equal((await by(admin, { file_ids: [file_id] })).status, 400)
  assert.equal((await by(admin, { file_ids: [file_id], reason: ' ' })).status, 400)
  assert.equal((await by(admin, { file_ids: [file_id, 'none'], reason: 'blurred' })).data.deleted, 1)
  assert.equal((await by(admin, { file_ids: [file_id], reason: 'again' })).status, 404)
  assert.equal((await admin.get(`${files}/file/${file_id}`)).status, 404)
  const { list: audit } = (await admin.get('/manage/api/v1/workspaces/null/audit?action=media.delete')).data
  assert.deepEqual([audit[0].detail.reason, audit[0].detail.count], ['blurred', 1])
  await eventually(
    'the objects have gone',
    async () => (await db.selectFrom('media_removals').selectAll().execute()).length === 0,
    60_000,
  )
  // The dock that reports it again, without having uploaded it again, is refused.
  assert.notEqual((await report(callback(object_key, 'towers'))).result, 0)
  assert.equal((await admin.get(`${files}/jobs/towers`)).data.received, 2, 'the flight does not lack it')
})

test('upload priority: what the dock says, and what an operator asks of it', async () => {
  await dock.ask('events', { method: 'highest_priority_upload_flighttask_media', data: { flight_id: 'flight-1' } })
  const before = await viewer.until('highest_priority_upload_flighttask_media', data => data.job_id === 'flight-1')
  assert.deepEqual([before.media_count, before.uploaded_count, before.pre_job_id], [3, 1, ''])
  await dock.ask('events', { method: 'highest_priority_upload_flighttask_media', data: { flight_id: 'towers' } })
  const next = await viewer.until('highest_priority_upload_flighttask_media', data => data.job_id === 'towers')
  assert.equal(next.pre_job_id, 'flight-1')
  const asked = admin.post('/wayline/api/v1/workspaces/null/jobs/flight-1/media-highest')
  const sent = () => dock.heard('services').find(({ method }) => method === 'upload_flighttask_media_prioritize')
  await eventually('the dock is asked', sent)
  const { tid, bid, method, data } = sent()!
  assert.deepEqual(data, { flight_id: 'flight-1' })
  await dock.say('services_reply', { tid, bid, method, data: { result: 0 } })
  assert.equal((await asked).code, 0)
  assert.equal((await admin.post('/wayline/api/v1/workspaces/null/jobs/none/media-highest')).status, 404)
})
