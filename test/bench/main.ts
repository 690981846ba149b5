/** `npm run bench [row ...]`: speed as ratios against a reference in the same run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from './command.ts'
import { ingest } from './ingest.ts'
import { kmz } from './kmz.ts'
import { type Row, report } from './report.ts'
import { startup } from './startup.ts'
import { upload } from './upload.ts'

const BENCHES: Record<string, (folder: string) => Promise<Row[]>> = { ingest, command, start: startup, kmz, upload }

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !(name in BENCHES))
if (unknown.length) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(1)
}
const rows: Row[] = []
for (const [name, run] of Object.entries(BENCHES)) {
  if (wanted.length && !wanted.includes(name)) continue
  console.error(`${name} ...`)
  const folder = mkdtempSync(join(tmpdir(), 'rookery-bench-'))
  try {
    rows.push(...(await run(folder)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
report(rows, { keep: wanted.length === 0 })
process.exit(0)
