import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generatePassword } from './password.ts'

test('passwords have 16 unambiguous characters and differ', () => {
  const made = Array.from({ length: 500 }, generatePassword)
  for (const password of made) assert.match(password, /^[a-km-np-zA-HJ-NP-Z2-9]{16}$/)
  assert.equal(new Set(made).size, made.length)
})

test('every character of the alphabet occurs about equally often', () => {
  const counts = new Map<string, number>()
  for (let i = 0; i < 4000; i++) for (const c of generatePassword()) counts.set(c, (counts.get(c) ?? 0) + 1)
  const mean = (4000 * 16) / counts.size
  for (const [character, count] of counts) assert.ok(Math.abs(count - mean) < mean * 0.2, `${character}: ${count}`)
})
