/**
 * Row `upload`: photos by multipart into the embedded store, against `cp` of as much through the same disk, each file
 * forced to it, with the two hashes that the store takes of a signed upload.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ask, pause, start, startServer, stop } from './children.ts'
import type { Row } from './report.ts'
import type { UploadOrder } from './uploader.ts'

const CLIENTS = 20
const PHOTOS = 2
const PHOTO_BYTES = 16 * 1024 * 1024
const PART_BYTES = 5 * 1024 * 1024
const ROUNDS = 3
const OWNER = { accessKeyId: 'bench', secretAccessKey: 'bench secret key' }
const MB = 1024 * 1024

export async function upload(folder: string): Promise<Row[]> {
  const server = await startServer({
    ROOKERY_DATA_DIR: join(folder, 'data'),
    ROOKERY_S3_ACCESS_KEY_ID: OWNER.accessKeyId,
    ROOKERY_S3_SECRET_ACCESS_KEY: OWNER.secretAccessKey,
  })
  const uploader = start('uploader.ts')
  const order: UploadOrder = {
    ...OWNER,
    endpoint: server.s3,
    bucket: 'rookery',
    clients: CLIENTS,
    photos: PHOTOS,
    photoBytes: PHOTO_BYTES,
    partBytes: PART_BYTES,
  }
  const bytes = CLIENTS * PHOTOS * PHOTO_BYTES
  const memory = watch(server.child.pid!)
  // Compiles what is compiled at first use.
  await ask(uploader, { ...order, clients: 2, photos: 1 })
  const ours: number[] = []
  const copying: number[] = []
  const peaks: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    copying.push(bytes / MB / (await copy(join(folder, 'copies'))))
    memory.peak()
    const { ms } = await ask<{ ms: number }>(uploader, order)
    peaks.push(memory.peak())
    ours.push(bytes / MB / (ms / 1000))
    await pause(1_000)
  }
  memory.stop()
  await Promise.all([stop(uploader), stop(server.child, 'SIGTERM')])
  const middle = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
  const [mine, its] = [middle(ours), middle(copying)]
  const [first, last] = [peaks[0]!, peaks.at(-1)!]
  return [
    {
      name: 'upload',
      work: `${CLIENTS} clients, photos of 16 MB in parts of 5 MB into the embedded store, median of ${ROUNDS}`,
      measured: `${Math.round(mine)} MB/s`,
      reference: `${Math.round(its)} MB/s (cp, sync, md5sum and sha256sum of the same files)`,
      ratio: mine / its,
      goal: '>= 0.7',
      good: mine / its >= 0.7,
    },
    {
      name: 'upload memory',
      work: `peak RSS of the server in round ${ROUNDS}`,
      measured: `${Math.round(last)} MB`,
      reference: `${Math.round(first)} MB (round 1)`,
      ratio: last / first,
      goal: 'flat: <= 1.15',
      good: last / first <= 1.15,
    },
  ]
}

/** Seconds that it takes to copy as much, one file after the other. */
async function copy(folder: string): Promise<number> {
  mkdirSync(folder)
  const source = join(folder, 'photo')
  writeFileSync(source, randomBytes(PHOTO_BYTES))
  const script = `for n in $(seq ${CLIENTS * PHOTOS}); do
    cp "$1" "$1-$n" && sync "$1-$n" && md5sum "$1-$n" && sha256sum "$1-$n" || exit 1
  done`
  const started = performance.now()
  await promisify(execFile)('sh', ['-c', script, 'copy', source])
  const seconds = (performance.now() - started) / 1000
  rmSync(folder, { recursive: true })
  return seconds
}

/** Resident memory of a process, in MB: the most since the last look. */
function watch(pid: number) {
  let most = 0
  const look = () => {
    const status = readFileSync(join('/proc', String(pid), 'status'), 'utf8')
    most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024)
  }
  const timer = setInterval(look, 50)
  return {
    peak() {
      const peak = most
      most = 0
      return peak
    },
    stop: () => clearInterval(timer),
  }
}
