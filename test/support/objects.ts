/** A store of objects of its own, in a folder that goes when the test file ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { FolderStore } from '../../server/src/platform/objects/folder/store.ts'
import type { Objects } from '../../server/src/platform/objects/objects.ts'

export async function testObjects(): Promise<Objects> {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-objects-'))
  const store = await FolderStore.open(folder)
  after(() => rmSync(folder, { recursive: true, force: true }))
  return {
    put: (key: string, body: any, put: any) => store.put(key, body instanceof Buffer ? [body] : body, put),
    head: (key: string) => store.head(key),
    async get(key: string, { range }: any = {}) {
      const file = await store.open(key)
      return file && { ...file, body: file.stream(range) }
    },
    list: (prefix: string) => store.list(prefix),
    remove: async (keys: string[]) => {
      for (const key of keys) await store.remove(key)
    },
  } as never
}
