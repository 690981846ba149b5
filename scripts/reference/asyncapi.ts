import { readFileSync } from 'node:fs'
import { asyncApi } from '../../packages/thing-model/src/asyncapi.ts'

/** JSON with one line a message: neither one endless line nor a line for every brace. */
function lines(value: unknown, depth: number, indent = ''): string {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const inner = `${indent}  `
  const entries = Object.entries(value).map(
    ([key, child]) => `${inner}${JSON.stringify(key)}: ${lines(child, depth - 1, inner)}`,
  )
  return `{\n${entries.join(',\n')}\n${indent}}`
}

/** The MQTT messages as AsyncAPI, which servers also serve at /asyncapi.json. */
export function asyncApiFile(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return `${lines(asyncApi({ version }), 3)}\n`
}
