import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHistory } from './history.ts'

test('steps are undone and redone in order, and a new step forgets what was undone', () => {
  const history = createHistory(0)
  history.push(1)
  history.push(2)
  history.undo()
  assert.equal(history.present.value, 1)
  history.redo()
  assert.equal(history.present.value, 2)
  history.undo()
  history.push(7)
  assert.equal(history.canRedo.value, false)
  history.undo()
  history.undo()
  history.undo()
  assert.equal(history.present.value, 0)
  assert.equal(history.canUndo.value, false)
})

test('a drag is one step, two drags are two', () => {
  let time = 0
  const history = createHistory(0, () => time)
  for (let i = 1; i <= 5; i++) {
    time += 16
    history.push(i, 'drag')
  }
  history.seal()
  history.push(6, 'drag')
  history.undo()
  assert.equal(history.present.value, 5)
  history.undo()
  assert.equal(history.present.value, 0)
})

test('the same kind of step after a pause stands alone', () => {
  let time = 0
  const history = createHistory('a', () => time)
  history.push('b', 'name')
  time += 5000
  history.push('c', 'name')
  history.undo()
  assert.equal(history.present.value, 'b')
})
