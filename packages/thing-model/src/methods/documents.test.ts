/**
 * Holds the definitions against the examples of the reference documents: each must be declared for its gateway, on
 * its topic, and its data valid, unless the document's own example is wrong.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { DOCUMENT_FAULTS, type DocumentFault } from '../../test-data/document-faults.ts'
import { checkTolerant, type Gateway, type Kind, METHODS, messageOf } from '../index.ts'

interface Row {
  gateways: Gateway[]
  kind: Kind
  reply: boolean
  method: string
  topic: string
  /** Absent: the document has no example. */
  data?: unknown
}
const rows: Row[] = JSON.parse(readFileSync(new URL('../../test-data/document-examples.json', import.meta.url), 'utf8'))

/** What keeps the row from agreeing with the definitions, for one gateway. */
function* contradictions(row: Row, gateway: Gateway): Generator<string> {
  const method = METHODS.get(row.method)
  if (!method) return yield 'is not declared'
  const exchange = method[row.kind]
  if (!exchange) return yield `is not declared on ${row.kind}`
  if (!exchange.products.includes(gateway)) yield 'is not declared for this gateway'
  const message = messageOf(method, row.kind, row.reply ? 'reply' : 'request', gateway)
  if (!message) return yield 'has no answer declared'
  const on = exchange.variants?.[gateway]?.on
  if ((row.reply ? message.topic : (on ?? message.topic)) !== row.topic) yield `is declared on ${on ?? message.topic}`
  for (const { path, message: phrase } of checkTolerant(message.schema, row.data)) yield `data${path} ${phrase}`
}

const concerns = (fault: DocumentFault, row: Row, gateway: Gateway) =>
  fault.method === row.method &&
  fault.kind === row.kind &&
  fault.reply === row.reply &&
  fault.gateways.includes(gateway)

test('every message of the documents is declared, and its example valid or known to be wrong', () => {
  const problems: string[] = []
  for (const row of rows)
    for (const gateway of row.gateways) {
      if (DOCUMENT_FAULTS.some(fault => concerns(fault, row, gateway))) continue
      for (const problem of contradictions(row, gateway))
        problems.push(`${gateway} ${row.topic} ${row.method}: ${problem}`)
    }
  assert.deepEqual(problems, [])
})

test('every fault on the list is still one', () => {
  const stale = DOCUMENT_FAULTS.flatMap(fault =>
    fault.gateways
      .filter(
        gateway =>
          !rows.some(
            row =>
              row.gateways.includes(gateway) &&
              concerns(fault, row, gateway) &&
              !contradictions(row, gateway).next().done,
          ),
      )
      .map(gateway => `${gateway} ${fault.kind} ${fault.method}`),
  )
  assert.deepEqual(stale, [])
})

test('every declared method stands in the documents, save those that only devices know', () => {
  const undocumented = new Set(['offline_map_get'])
  const documented = new Set(rows.map(row => `${row.kind} ${row.method}`))
  const missing = [...METHODS.values()].flatMap(method =>
    (['services', 'events', 'requests', 'status', 'drc'] as const)
      .filter(kind => method[kind] && !documented.has(`${kind} ${method.name}`))
      .map(() => method.name),
  )
  assert.deepEqual(missing.toSorted(), [...undocumented])
})
