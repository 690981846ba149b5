import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { FolderInUse, lockFolder } from './folder-lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'rookery-lock-'))
after(() => rmSync(folder, { recursive: true }))
const MODULE = pathToFileURL(join(import.meta.dirname, 'folder-lock.ts')).href

test('a second one is refused in one sentence until the first lets go', async () => {
  const release = await lockFolder(folder)
  await assert.rejects(
    lockFolder(folder),
    (error: Error) => error instanceof FolderInUse && error.message.includes(folder),
  )
  release()
  const again = await lockFolder(folder)
  again()
})

test('a killed process leaves nothing that keeps others out', async () => {
  const program = `const { lockFolder } = await import('${MODULE}'); await lockFolder(process.argv[1]); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise(resolve => child.stdout.once('data', resolve))
  await assert.rejects(lockFolder(folder), FolderInUse)
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  const release = await lockFolder(folder)
  release()
})

test('of many that start at once one gets it, in a folder with a long path too', async () => {
  const deep = join(folder, 'x'.repeat(120), 'y'.repeat(120))
  mkdirSync(deep, { recursive: true })
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(deep)))
  const held = results.filter(r => r.status === 'fulfilled')
  assert.equal(held.length, 1)
  held[0]!.value()
})
