import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACTION_FUNCTIONS, type AnyElement, DOCUMENTS, eachElement } from '@rookery/wpml'
import chinese from './chinese.json' with { type: 'json' }

test('every title, description and word of the WPML elements has its Chinese', () => {
  const texts = new Set(Object.values(ACTION_FUNCTIONS).map(({ title }) => title))
  for (const elements of Object.values(DOCUMENTS))
    for (const [, element] of eachElement(elements) as Iterable<[string[], AnyElement]>) {
      texts.add(element.title)
      if (element.description) texts.add(element.description)
      const words = 'words' in element ? element.words : 'codes' in element ? element.codes : {}
      for (const word of Object.values(words as Record<string, string>)) texts.add(word)
    }
  const missing = [...texts].filter(text => !(text in chinese))
  assert.deepEqual(missing, [])
})
