/** The AsyncAPI document is valid by the parser that others will read it with, and says what the topics say. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DiagnosticSeverity, Parser } from '@asyncapi/parser'
import { METHODS, messagesOf } from '@rookery/thing-model'
import { asyncApi } from '@rookery/thing-model/asyncapi'

const source = JSON.stringify(asyncApi({ version: '0.0.0' }))

test('the document parses without an error', async () => {
  const { document, diagnostics } = await new Parser().parse(source)
  const errors = diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error)
  assert.deepEqual(
    errors.map(({ path, message }) => `${path.join('/')}: ${message}`),
    [],
  )
  assert.ok(document)

  const events = document.channels().get('events')
  assert.equal(events?.address(), 'thing/product/{sn}/events')
  assert.equal(document.channels().get('status')?.address(), 'sys/product/{sn}/status')
  assert.equal(document.operations().get('services')?.action(), 'send')
  assert.equal(document.operations().get('events')?.action(), 'receive')
  const inDocument = new Set(document.allMessages().map(message => message.id()))
  for (const method of METHODS.values())
    for (const { topic } of messagesOf(method))
      assert.ok(inDocument.has(`${topic.replace('/', '_')}.${method.name}`), `${topic} ${method.name}`)
})

test('units and names of enumeration keys are kept, and nothing of the schema library shows', () => {
  assert.match(source, /"x-unit":"deg"/)
  assert.match(source, /"x-labels":\{"0":"Idle","1":"Cool"/)
  assert.doesNotMatch(source, /"unit":"|"labels":\{"\d|"~/)
})
