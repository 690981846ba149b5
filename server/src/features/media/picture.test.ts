import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { pictureFacts, previewOf } from './picture.ts'

const image = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 40, g: 120, b: 90 } } })

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="DJI Meta Data" xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/"
 drone-dji:GpsLatitude="+52.5200001" drone-dji:GpsLongitude="13.4049" drone-dji:AbsoluteAltitude="+95.23"
 drone-dji:RelativeAltitude="+60.10" drone-dji:GimbalYawDegree="-91.40">
<drone-dji:GimbalPitchDegree>-89.90</drone-dji:GimbalPitchDegree></rdf:Description></rdf:RDF></x:xmpmeta>`

/** A PNG that says it is larger than its file could make it. */
function claimedPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(4)
    frame.writeUInt32BE(data.length)
    return Buffer.concat([frame, body, Buffer.alloc(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    start,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('what the camera wrote: place, time with its zone, heights and the gimbal', async () => {
  const jpeg = await image(64, 48)
    .withExif({
      IFD0: { Make: 'DJI' },
      IFD2: { DateTimeOriginal: '2026:05:10 16:04:20', OffsetTimeOriginal: '+02:00' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '9/1 15/1 0/1' },
    })
    .jpeg()
    .toBuffer()
  const plain = await pictureFacts(jpeg, 'UTC')
  assert.equal(plain.latitude, 48.5)
  assert.equal(plain.longitude, 9.25)
  assert.equal(plain.takenAt, Date.UTC(2026, 4, 10, 14, 4, 20))
  const dji = await pictureFacts(Buffer.concat([jpeg.subarray(0, 2), app1(XMP), jpeg.subarray(2)]), 'UTC')
  assert.equal(dji.latitude, 52.5200001)
  assert.equal(dji.heightM, 95.23)
  assert.equal(dji.relativeHeightM, 60.1)
  assert.equal(dji.gimbalYaw, -91.4)
  assert.equal(dji.gimbalPitch, -89.9)
})

const app1 = (xmp: string) => {
  const body = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`)
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

test('previews are small, upright and WebP', async () => {
  const upright = await previewOf(await image(1200, 800).withMetadata({ orientation: 6 }).jpeg().toBuffer())
  assert.ok('thumb' in upright)
  assert.deepEqual([upright.width, upright.height], [800, 1200])
  const { format, width, height } = await sharp(upright.thumb).metadata()
  assert.deepEqual([format, width, height], ['webp', 341, 512])
  assert.ok('thumb' in (await previewOf(await image(20, 10).png().toBuffer())))
})

test('what cannot be shown is said in a sentence, whatever it is', async () => {
  const jpeg = await image(300, 200).jpeg().toBuffer()
  const files: Record<string, Buffer> = {
    'no picture': Buffer.from('hello'),
    'an SVG': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect/></svg>'),
    'a HEIC': Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(2000)]),
    'a header alone': jpeg.subarray(0, 4),
    nothing: Buffer.alloc(0),
    'a PNG of 100,000 x 100,000': claimedPng(100_000, 100_000),
  }
  for (const [what, file] of Object.entries(files)) {
    const preview = await previewOf(file)
    assert.ok('none' in preview && preview.none.length > 10, what)
    assert.equal((await pictureFacts(file, 'UTC')).latitude, null, what)
  }
})
