/** Length, size, place and a picture of videos, by ffprobe and ffmpeg where the machine has them. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { Objects } from '#platform/objects/index.ts'
import { extensionOf } from './file-name.ts'
import { object, placeOf, timeOf } from './reading.ts'

export interface VideoFacts {
  durationS: number | null
  width: number | null
  height: number | null
  /** Epoch ms. */
  takenAt: number | null
  latitude: number | null
  longitude: number | null
}

const WITHIN_MS = 60_000
const MAX_OUTPUT = 16 * 1024 * 1024
const DEMUXERS: Readonly<Record<string, string>> = {
  ...{ mp4: 'mov', m4v: 'mov', mov: 'mov', mkv: 'matroska', webm: 'matroska', avi: 'avi', ts: 'mpegts' },
}

let found: Promise<boolean> | undefined
/** Whether the machine has both programs. Asked once. */
export function canReadVideos(): Promise<boolean> {
  found ??= Promise.all(['ffmpeg', 'ffprobe'].map(program => run(program, ['-version']))).then(outputs =>
    outputs.every(output => output !== undefined),
  )
  return found
}

/** Undefined where it is no video, or takes too long. @throws ObjectsError */
export async function readVideo(
  objects: Pick<Objects, 'get' | 'head'>,
  key: string,
  name: string,
): Promise<{ facts: VideoFacts; poster: Buffer | undefined } | undefined> {
  // Named, so that no playlist that calls itself a video is followed to other files and hosts.
  const demuxer = DEMUXERS[extensionOf(name)]
  const info = await objects.head(key)
  if (!demuxer || !info) return undefined
  const served = await serve(objects, key, info.size)
  const input = ['-f', demuxer, '-protocol_whitelist', 'http,tcp', '-i', served.url]
  try {
    const described = await run('ffprobe', [
      ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams', '-select_streams', 'v:0'],
      ...input,
    ])
    const facts = described && factsOf(described)
    if (!facts) return undefined
    const at = Math.min(1, (facts.durationS ?? 0) / 2)
    const poster = await run('ffmpeg', [
      ...['-v', 'error', '-nostdin', '-threads', '1', '-ss', String(at), ...input, '-frames:v', '1', '-an'],
      ...['-vf', 'scale=w=1024:h=1024:force_original_aspect_ratio=decrease', '-f', 'image2pipe', '-c:v', 'mjpeg', '-'],
    ])
    return { facts, poster: poster?.length ? poster : undefined }
  } finally {
    served.close()
  }
}

/** The object at an address that only this machine can reach, in ranges: a video keeps its index at its end. */
async function serve(objects: Pick<Objects, 'get'>, key: string, size: number) {
  const path = `/${randomBytes(12).toString('hex')}`
  const server = createServer(async (request, response) => {
    try {
      const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
      const start = from === undefined ? 0 : Number(from)
      const end = Math.min(to ? Number(to) : size - 1, size - 1)
      if (request.url !== path || start > end) {
        response.writeHead(request.url === path ? 416 : 404).end()
        return
      }
      const content = await objects.get(key, { range: { start, end } })
      if (!content) {
        response.writeHead(404).end()
        return
      }
      response.writeHead(from === undefined ? 200 : 206, {
        ...{ 'content-length': end - start + 1, 'accept-ranges': 'bytes' },
        ...(from !== undefined && { 'content-range': `bytes ${start}-${end}/${size}` }),
      })
      await pipeline(content.body, response)
    } catch {
      response.destroy()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function factsOf(described: Buffer): VideoFacts | undefined {
  try {
    const { streams, format } = JSON.parse(described.toString()) as Record<string, unknown>
    const stream = object((streams as unknown[])[0])
    const tags = object(object(format).tags)
    const duration = Number(object(format).duration)
    const [, latitude, longitude] =
      /^([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)/.exec(
        String(tags.location ?? tags['com.apple.quicktime.location.ISO6709'] ?? ''),
      ) ?? []
    const [lat, lng] = placeOf(latitude, longitude)
    const pixels = (value: unknown) => (Number.isInteger(value) && (value as number) > 0 ? (value as number) : null)
    if (pixels(stream.width) === null) return undefined
    return {
      durationS: Number.isFinite(duration) && duration >= 0 ? Math.round(duration * 100) / 100 : null,
      ...{ width: pixels(stream.width), height: pixels(stream.height), latitude: lat, longitude: lng },
      takenAt: timeOf(tags.creation_time, 'UTC'),
    }
  } catch {
    return undefined
  }
}

/** What the program wrote; undefined when it failed, was missing, said too much or took too long. */
function run(program: string, args: string[]): Promise<Buffer | undefined> {
  return new Promise(resolve => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    const parts: Buffer[] = []
    let bytes = 0
    const timer = setTimeout(() => child.kill('SIGKILL'), WITHIN_MS)
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > MAX_OUTPUT) child.kill('SIGKILL')
      else parts.push(part)
    })
    child.once('error', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
    child.once('close', code => {
      clearTimeout(timer)
      resolve(code === 0 ? Buffer.concat(parts) : undefined)
    })
  })
}
