/** Rows of the benchmark: printed, and after a run of all written to docs/reference/benchmarks.md. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'

export interface Row {
  name: string
  work: string
  measured: string
  reference: string
  ratio: number
  goal: string
  good: boolean
}

export function report(rows: Row[], { keep }: { keep: boolean }) {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  }).trim()
  const text = [
    '# Benchmarks',
    '',
    `Measured by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)} at commit ${commit}: ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}. Load, server, database and viewers share these cores. Each figure stands beside a reference from the same run.`,
    '',
    line(['row', 'work', 'measured', 'reference', 'ratio', 'goal', 'reached']),
    line(['---', '---', '---', '---', '---', '---', '---']),
    ...rows.map(r =>
      line([r.name, r.work, r.measured, r.reference, r.ratio.toFixed(2), r.goal, r.good ? 'yes' : 'no']),
    ),
    '',
  ].join('\n')
  console.log(text)
  if (keep) writeFileSync(join(import.meta.dirname, '../../docs/reference/benchmarks.md'), text)
}
