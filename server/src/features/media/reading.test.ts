import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contentTypeOf, factsOfName } from './file-name.ts'
import { readCounts, readFile, timeOf } from './reading.ts'

test('the name of a file tells lens, waypoint and asset', () => {
  const facts = (name: string, sub: number | null = null) => factsOfName(name, sub)
  assert.deepEqual(facts('DJI_20220101120000_0001_W.JPG'), {
    ...{ kind: 'photo', lens: 'wide', waypointIndex: null, asset: null },
  })
  assert.deepEqual(facts('DJI_20220101120000_0003_T_Waypoint3.JPG'), {
    ...{ kind: 'photo', lens: 'ir', waypointIndex: 2, asset: null },
  })
  assert.equal(facts('DJI_20220101120000_0003_Z_航点12.JPG').waypointIndex, 11)
  assert.equal(facts('DJI_20220101120000_0003_Z_Tower 7 north.JPG').asset, 'Tower 7 north')
  assert.equal(facts('DJI_20220101120000_0003_V.MP4').kind, 'video')
  assert.equal(facts('IMG.jpg', 1).kind, 'panorama')
  assert.equal(facts('notes.txt').kind, 'other')
  assert.equal(facts('').kind, 'other')
  assert.equal(contentTypeOf('page.html'), 'application/octet-stream')
})

test('times with a zone, with that of the dock, and none at all', () => {
  const ten = Date.UTC(2021, 4, 10, 8, 4, 20)
  assert.equal(timeOf('2021-05-10T16:04:20+08:00', 'UTC'), ten)
  assert.equal(timeOf('2021-05-10 16:04:20', 'Asia/Shanghai'), ten)
  assert.equal(timeOf('2021-05-10 08:04:20', 'no such zone'), ten)
  assert.equal(timeOf('2021:05:10 10:04:20', 'Europe/Berlin'), ten)
  for (const none of ['yesterday', '', null, 5, '1970-01-01 00:00:00', '9999-12-31T00:00:00Z'])
    assert.equal(timeOf(none, 'UTC'), null)
})

test('a report is read as far as it makes sense', () => {
  const file = readFile(
    {
      object_key: '/ws/DOCK/a/DJI_0001.jpg',
      ext: { flight_id: 'job', is_original: '1', payload_model_key: 7 },
      metadata: {
        ...{ gimbal_yaw_degree: '-91.40', absolute_altitude: 56.3, relative_altitude: Number.POSITIVE_INFINITY },
        shoot_position: { lat: 91, lng: 4 },
      },
    },
    'UTC',
  )!
  assert.equal(file.objectKey, 'ws/DOCK/a/DJI_0001.jpg')
  assert.equal(file.name, 'DJI_0001.jpg')
  assert.equal(file.jobId, 'job')
  assert.equal(file.isOriginal, true)
  assert.equal(file.payloadModelKey, null)
  assert.equal(file.gimbalYaw, -91.4)
  assert.equal(file.relativeHeightM, null)
  assert.equal(file.latitude, null)
  for (const nothing of [undefined, null, [], 'x', {}, { object_key: '' }, { object_key: 5 }])
    assert.equal(readFile(nothing, 'UTC'), undefined)
  assert.deepEqual(readCounts({ expected_file_count: '14', uploaded_file_count: -1, flight_type: 0 }), {
    ...{ expected: 14, uploaded: null, flightType: 0 },
  })
})
