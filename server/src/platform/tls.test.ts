import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connect } from 'node:tls'
import { manualClock } from './clock.ts'
import { createHttp, route } from './http.ts'
import { createLogger } from './log.ts'
import { openTls } from './tls.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-tls-'))
after(() => rmSync(folder, { recursive: true }))
const log = createLogger('silent')
const paths = { tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') }

function certify(name: string, time: number): void {
  const [cert, key] = [join(folder, 'new-cert.pem'), join(folder, 'new-key.pem')]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  )
  for (const [from, to] of [
    [key, paths.tlsKey],
    [cert, paths.tlsCert],
  ] as const) {
    utimesSync(from, time, time)
    renameSync(from, to)
  }
}

test('HTTPS from certificate files, and a renewed certificate without a restart', async () => {
  certify('first', 1_000)
  const clock = manualClock()
  const tls = openTls(paths, clock, log)!
  const app = await createHttp({
    config: { trustProxy: undefined, allowedOrigins: [] },
    log,
    tls,
    access: { identify: async () => undefined, locateDevice: () => undefined },
  })
  route(app, { method: 'GET', url: '/x', access: 'public', tags: [], summary: 'x', handler: () => 'x' })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const presented = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN))
        socket.destroy()
      })
      socket.once('error', reject)
    })
  try {
    assert.equal(await presented(), 'first')
    assert.match(String((await app.inject('/x')).headers['strict-transport-security']), /max-age/)
    writeFileSync(paths.tlsKey, 'half written')
    await clock.advance(10_000)
    assert.equal(await presented(), 'first')
    certify('second', 2_000)
    await clock.advance(10_000)
    assert.equal(await presented(), 'second')
  } finally {
    tls.close()
    await app.close()
  }
})

test('no certificate, no TLS', () => {
  assert.equal(openTls({ tlsCert: undefined, tlsKey: undefined }, manualClock(), log), undefined)
})
