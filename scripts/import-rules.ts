/** Who may import whom. The flow is transport, link, feature, store, push; packages stand alone. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

interface Rule {
  /** Files it holds for. */
  files: RegExp
  /** Imported files or packages that are forbidden to them. */
  forbidden: RegExp
  why: string
}
const RULES: Rule[] = [
  {
    files: /^packages\/thing-model\/src\/(?!.*\.test\.ts)/,
    forbidden: /^(server|console|simulator|test|scripts|pilot|packages\/(?!thing-model))\//,
    why: 'the thing model imports nothing of ours',
  },
  {
    files: /^packages\/thing-model\/src\/(?!.*\.test\.ts)/,
    forbidden: /^node:/,
    why: 'the thing model runs in browsers',
  },
  {
    files: /^(console|pilot|simulator)\/src\/(?!.*\.test\.ts)/,
    forbidden: /^server\//,
    why: 'clients know the server by its API alone',
  },
  {
    files: /^server\/src\/features\/(?!.*\.test\.ts)/,
    forbidden: /^server\/src\/transport\//,
    why: 'features see the Link, never a transport',
  },
  {
    files: /^server\/src\/platform\/(?!.*\.test\.ts)/,
    forbidden: /^server\/src\/(features|link|transport|push)\/(?!.*tables)/,
    why: 'the platform knows no feature',
  },
  {
    files: /^server\/src\/link\/(?!.*\.test\.ts)/,
    forbidden: /^server\/src\/(features|transport|push)\//,
    why: 'the link knows neither features nor transports',
  },
  {
    files: /^server\/src\/transport\/(?!.*\.test\.ts)/,
    forbidden: /^server\/src\/features\//,
    why: 'a transport knows no feature',
  },
]
/** A feature is entered by its index. */
const FEATURE = /^server\/src\/features\/([^/]+)\/(.+)$/
/** SQL stands in stores, migrations and the database's own folder. */
const SQL_PLACES = /(\.store\.ts|\.test\.ts|\/platform\/database\/)/
const SQL = /\b(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql`/
/** Topic strings stand in one file. */
const TOPIC_PLACES = /(packages\/thing-model\/src\/topics\.ts|\.test\.ts|^test\/|^docs\/)/
const TOPIC = /['"`](thing|sys)\/product\//

export function importFaults(root: string): { files: number; faults: string[] } {
  const faults: string[] = []
  const files = globSync(
    ['packages/*/src/**/*.{ts,vue}', 'server/src/**/*.ts', 'console/src/**/*.{ts,vue}', 'simulator/src/**/*.ts'],
    { cwd: root },
  )
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const target of importsOf(text).map(specifier => targetOf(root, file, specifier))) {
      for (const { files: of, forbidden, why } of RULES)
        if (of.test(file) && forbidden.test(target)) faults.push(`${file} imports ${target}: ${why}`)
      const [from, to] = [FEATURE.exec(file), FEATURE.exec(target)]
      if (from && to && from[1] !== to[1] && to[2] !== 'index.ts' && !file.endsWith('.test.ts'))
        faults.push(`${file} imports ${target}: a feature is entered by its index`)
    }
    const code = withoutComments(text)
    if (file.startsWith('server/') && SQL.test(code) && !SQL_PLACES.test(file))
      faults.push(`${file} holds SQL: it belongs into a store`)
    if (TOPIC.test(code) && !TOPIC_PLACES.test(file))
      faults.push(`${file} writes a topic: only thing-model/topics does`)
  }
  return { files: files.length, faults }
}

function importsOf(text: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\n[^'"]*?)?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g
  return [...text.matchAll(pattern)].map(match => match[1] ?? match[2] ?? match[3]!)
}

function targetOf(root: string, file: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(file), specifier))
  if (specifier.startsWith('#')) return `${file.split('/')[0]}/src/${specifier.slice(1)}`
  const own = /^@rookery\/(server|console|simulator|test|thing-model|wpml)(.*)$/.exec(specifier)
  if (!own) return specifier
  return own[1] === 'thing-model' || own[1] === 'wpml' ? `packages/${own[1]}/src${own[2]}` : `${own[1]}/src${own[2]}`
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
