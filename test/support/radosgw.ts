/**
 * A real Ceph object gateway for tests: one monitor, one OSD that keeps everything in memory, and radosgw with its STS
 * service, all on loopback. Debian: apt-get install radosgw ceph-mon ceph-osd.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from './mosquitto.ts'

export interface Radosgw {
  url: string
  accessKeyId: string
  secretAccessKey: string
  /** A role that may do anything with S3 and that the owner may assume. */
  roleArn: string
  stop(): void
}

const PROGRAMS = ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph', 'radosgw-admin', 'ceph-authtool', 'monmaptool']
const COMMAND_MS = 60_000
const READY_MS = 120_000

const EVERYONE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ['arn:aws:iam:::user/rookery'] }, Action: ['sts:AssumeRole'] }],
})
const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: 'arn:aws:s3:::*' }],
})

/** Undefined, with a sentence on stderr, where Ceph is not installed or does not come up. */
export async function startRadosgw(): Promise<Radosgw | undefined> {
  const missing = PROGRAMS.filter(program => !existsSync(join('/usr/bin', program)))
  if (missing.length > 0) {
    console.error(
      `Ceph is not installed here (${missing.join(', ')}), so radosgw is not tested: apt-get install radosgw ceph-mon ceph-osd`,
    )
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'rookery-ceph-'))
  const children: ChildProcess[] = []
  const stop = () => {
    for (const child of children.splice(0).reverse()) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', stop)
  try {
    return { ...(await start(folder, children)), stop }
  } catch (error) {
    stop()
    console.error(`Ceph does not come up on this machine, so radosgw is not tested: ${(error as Error).message}`)
    return undefined
  }
}

async function start(folder: string, children: ChildProcess[]): Promise<Omit<Radosgw, 'stop'>> {
  const [monitor, gateway] = [await freePort(), await freePort()]
  const [cluster, osd] = [randomUUID(), randomUUID()]
  const config = join(folder, 'ceph.conf')
  writeFileSync(config, configuration({ folder, cluster, monitor, gateway }))
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(join(folder, name))
  const run = async (program: string, ...args: string[]) =>
    (
      await promisify(execFile)(join('/usr/bin', program), args, {
        cwd: folder,
        timeout: COMMAND_MS,
        env: { ...process.env, CEPH_CONF: config },
      })
    ).stdout
  const daemon = (program: string, ...args: string[]) => {
    const child = spawn(join('/usr/bin', program), ['-f', '-c', config, ...args], { cwd: folder, stdio: 'ignore' })
    children.push(child)
    return child
  }

  const keyring = join(folder, 'keyring')
  const key = (name: string, ...caps: [string, string][]) =>
    run('ceph-authtool', keyring, '--gen-key', '-n', name, ...caps.flatMap(([service, cap]) => ['--cap', service, cap]))
  await run('ceph-authtool', '--create-keyring', keyring)
  await key('mon.', ['mon', 'allow *'])
  await key('client.admin', ['mon', 'allow *'], ['osd', 'allow *'], ['mgr', 'allow *'])
  await key('osd.0', ['mon', 'allow profile osd'], ['osd', 'allow *'])
  await key('client.rgw', ['mon', 'allow rwx'], ['osd', 'allow rwx'])
  await run('monmaptool', '--create', '--fsid', cluster, '--addv', 'a', `[v2:127.0.0.1:${monitor}]`, 'monmap')
  await run('ceph-mon', '-c', config, '--mkfs', '-i', 'a', '--monmap', 'monmap', '--keyring', keyring)
  daemon('ceph-mon', '-i', 'a')
  await run('ceph', 'osd', 'new', osd, '0')
  await run('ceph-osd', '-c', config, '-i', '0', '--mkfs', '--osd-uuid', osd)
  await run('ceph', 'osd', 'crush', 'add', 'osd.0', '1.0', 'root=default')
  daemon('ceph-osd', '-i', '0')
  const rgw = daemon('radosgw', '-n', 'client.rgw')

  const url = `http://127.0.0.1:${gateway}`
  const until = Date.now() + READY_MS
  while (
    !(await fetch(url).then(
      answer => answer.ok,
      () => false,
    ))
  ) {
    if (rgw.exitCode !== null) throw new Error('radosgw has ended')
    if (Date.now() > until) throw new Error(`radosgw was not ready within ${READY_MS / 1000} s`)
    await sleep(200)
  }
  const [accessKeyId, secretAccessKey] = ['rookery-owner', randomBytes(20).toString('hex')]
  const user = ['--uid=rookery', '--display-name=Rookery', `--access-key=${accessKeyId}`, `--secret=${secretAccessKey}`]
  await run('radosgw-admin', 'user', 'create', ...user)
  await run('radosgw-admin', 'role', 'create', '--role-name=upload', `--assume-role-policy-doc=${EVERYONE}`)
  await run(
    'radosgw-admin',
    'role-policy',
    'put',
    '--role-name=upload',
    '--policy-name=s3',
    `--policy-doc=${EVERYTHING}`,
  )
  return { url, accessKeyId, secretAccessKey, roleArn: 'arn:aws:iam:::role/upload' }
}

const configuration = (at: { folder: string; cluster: string; monitor: number; gateway: number }) => `[global]
fsid = ${at.cluster}
mon host = [v2:127.0.0.1:${at.monitor}]
public addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = ${at.folder}/keyring
run dir = ${at.folder}
admin socket = ${at.folder}/$name.asok
log file = ${at.folder}/$name.log
mon data = ${at.folder}/mon
mon data avail crit = 0
mon warn on pool no redundancy = false
mon allow pool size one = true
mon max pg per osd = 1000
osd data = ${at.folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd crush chooseleaf type = 0
osd crush update on start = false
osd class load list = *
osd class default list = *
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
rgw data = ${at.folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${at.gateway}
rgw s3 auth use sts = true
rgw sts key = ${randomBytes(8).toString('hex')}
`
