/** Everything kept of a flight as one archive, with the SHA-256 of every file in it. */
import { createHash } from 'node:crypto'
import { pipeline, type Readable, Transform } from 'node:stream'
import type { Objects } from '#platform/objects/index.ts'
import type { ZipEntry } from '#platform/zip.ts'
import { thumbKey } from '../media/index.ts'
import { FORMATS, timelineCsv } from './export.ts'
import type { Kept } from './timeline.ts'
import { timelineOf } from './timeline.ts'

export function* evidence(
  kept: Kept,
  objects: Pick<Objects, 'get'>,
  madeAt: number,
  madeBy: string,
): Generator<ZipEntry> {
  const { flight, samples } = kept
  const sums: { path: string; size: number; sha256: string }[] = []
  const text = (path: string, content: () => string): ZipEntry => ({
    path,
    compress: true,
    time: madeAt,
    open: async () => {
      const bytes = Buffer.from(content())
      sums.push({ path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
      return bytes
    },
  })
  const json = (path: string, value: unknown) => text(path, () => `${JSON.stringify(value, null, 2)}\n`)

  const { workspace_id: _ws, measured_at: _m, updated_at: _u, ...record } = flight
  yield json('summary.json', { ...record, made_at: madeAt, made_by: madeBy })
  yield text('timeline.csv', () => timelineCsv(timelineOf(kept)))
  for (const [format, { write }] of Object.entries(FORMATS)) yield text(`track.${format}`, () => write(flight, samples))
  yield json('commands.json', kept.commands)
  yield json('events.json', kept.events)
  yield json('alarms.json', kept.alarms)
  yield json('job-history.json', kept.history)
  yield json('media.json', kept.media)
  for (const file of kept.media) {
    if (file.preview !== 'ready') continue
    const path = `thumbnails/${file.file_id}.webp`
    yield {
      path,
      open: async () => {
        const stored = await objects.get(thumbKey(file))
        return stored && hashed(stored.body, (size, sha256) => sums.push({ path, size, sha256 }))
      },
    }
  }
  // Last: the sums are known when everything before it has gone out.
  yield {
    path: 'manifest.json',
    compress: true,
    time: madeAt,
    open: async () =>
      Buffer.from(
        `${JSON.stringify({ flight_id: flight.flight_id, made_at: madeAt, made_by: madeBy, files: sums }, null, 2)}\n`,
      ),
  }
}

function hashed(body: Readable, done: (size: number, sha256: string) => void): Readable {
  const hash = createHash('sha256')
  let size = 0
  const through = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      size += chunk.length
      hash.update(chunk)
      next(null, chunk)
    },
    flush(next) {
      done(size, hash.digest('hex'))
      next()
    },
  })
  return pipeline(body, through, () => {})
}
