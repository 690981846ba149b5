/** From a file to a flown mission to its photos, over the API alone: and the same for what a pilot brings by hand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { offset, pilotPhotos, pilotSignIn, pilotUploadMedia, pilotUploadWayline } from '@rookery/simulator'
import { productById } from '@rookery/thing-model'
import { eventually, testServer } from '../support/server.ts'
import { importWayline, routeKmz } from '../support/waylines.ts'

const server = await testServer()
const { admin } = server
const LIMIT = 140_000
const jobs = '/wayline/api/v1/workspaces/null'
const media = '/media/api/v1/files/null'

test('a KMZ is imported, flown by a dock, and its photos are in the library', async () => {
  const weather = { wind: 2, rainfall: 0, temperature: 15 } as const
  const dock = await server.dock('FLIGHT-1', { speed: 20, osdInterval: 200, weather })
  const points = [
    [30, 0],
    [30, 30],
    [0, 30],
  ].map(([north, east]) => ({
    latitude: offset(dock.place, north!, east!).latitude,
    longitude: offset(dock.place, north!, east!).longitude,
    actions: [
      {
        actionActuatorFunc: 'takePhoto' as const,
        actionActuatorFuncParam: { payloadPositionIndex: 0, fileSuffix: '', useGlobalPayloadLensIndex: true },
      },
    ],
  }))
  const kmz = await routeKmz({ points, height: 40, speed: 10 })
  const wayline = await importWayline(admin, server.url, 'Roof', kmz)
  assert.equal(wayline.code, 0, wayline.message)

  const made = await admin.post(`${jobs}/missions`, {
    name: 'Roof in the morning',
    file_id: wayline.data.wayline_id,
    dock_sn: dock.sn,
    rth_altitude: 50,
  })
  assert.equal(made.code, 0, made.message)
  const id = made.data.job_id
  const job = async () => (await admin.get(`${jobs}/jobs/${id}`)).data
  const TERMINAL = ['done', 'partial', 'failed', 'refused', 'held', 'missed', 'canceled']
  await eventually('the mission is over', async () => TERMINAL.includes((await job()).state), LIMIT)
  const { state, message, media_count } = await job()
  assert.deepEqual([state, media_count], ['done', 3], message)

  const photos = async () => (await admin.get(`${media}/files?job_id=${id}`)).data.list
  await eventually('three photos are there', async () => (await photos()).filter(received).length === 3, LIMIT)
  for (const photo of await photos()) {
    assert.equal(photo.job_id, id)
    assert.ok(Math.abs(photo.latitude - dock.place.latitude) < 0.001)
    assert.ok(Math.abs(photo.relative_height_m - 40) < 3)
  }
  assert.deepEqual(dock.violations, [])
})

test('photos and a wayline that a pilot brings by hand are in the libraries, once', async () => {
  await server.member('anna', 'pilot')
  const session = await pilotSignIn(server.url, 'anna', 'another long password')
  const product = productById('m4t')!
  const from = { sn: 'PILOT-AIRCRAFT', product, payloadKey: '1-89-0' }
  const files = await pilotPhotos({ latitude: 47.1, longitude: 8.5, height: 450 }, product, 2)
  const first = await pilotUploadMedia(server.url, session, files, from)
  assert.equal(first.filter(({ object_key }) => object_key).length, 2)
  const again = await pilotUploadMedia(server.url, session, files, from)
  assert.deepEqual(
    again.map(({ object_key }) => object_key),
    [undefined, undefined],
  )
  const names = files.map(({ name }) => name)
  const there = async () =>
    (await admin.get(`${media}/files?page_size=100`)).data.list.filter((f: any) => names.includes(f.file_name))
  await eventually('both are in the library', async () => (await there()).length === 2, LIMIT)

  await pilotUploadWayline(server.url, session, 'By hand', await routeKmz(), from)
  const { data } = await admin.get(`${jobs}/waylines`)
  assert.ok(data.list.some((row: any) => row.name === 'By hand'))
  await assert.rejects(pilotUploadWayline(server.url, session, 'By hand', await routeKmz(), from), /already/)
})

const received = ({ state }: { state: string }) => state === 'received'
