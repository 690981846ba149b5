/** `npm run check`: types, style, import rules, drift of generated files. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { importFaults } from './import-rules.ts'

const root = join(import.meta.dirname, '..')
const bin = (path: string) => join(root, 'node_modules', path)

interface Check {
  name: string
  run(): Promise<{ good: boolean; output: string }>
}
const node = (...args: string[]) =>
  new Promise<{ good: boolean; output: string }>(resolve => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
    child.once('close', code => resolve({ good: code === 0, output }))
  })

const CHECKS: Check[] = [
  { name: 'types (tsc)', run: () => node(bin('typescript/bin/tsc'), '--noEmit', '-p', root) },
  {
    name: 'types of the console (vue-tsc)',
    run: () => node(bin('vue-tsc/bin/vue-tsc.js'), '--noEmit', '-p', join(root, 'console')),
  },
  {
    name: 'style (Biome)',
    run: () => node(bin('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--max-diagnostics=50', '.'),
  },
  { name: 'generated files', run: () => node(join(root, 'scripts/generate.ts'), '--check') },
  {
    name: 'import rules',
    run: async () => {
      const { files, faults } = importFaults(root)
      return { good: faults.length === 0 && files > 0, output: faults.join('\n') }
    },
  },
]

let passed = 0
let failed = 0
for (const { name, run } of CHECKS) {
  const { good, output } = await run()
  console.log(`${good ? 'ok    ' : 'FAILED'} ${name}`)
  if (!good) console.log(output.trimEnd())
  if (good) passed++
  else failed++
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
