/** Inspects one KMZ after another for `Inspector`. */
import { parentPort } from 'node:worker_threads'
import { WpmlError } from '@rookery/wpml'
import { inspect } from './inspect.ts'
import type { Answer, Question } from './inspector.ts'

parentPort!.on('message', ({ id, bytes }: Question) => {
  let answer: Answer
  try {
    answer = { id, inspection: inspect(bytes) }
  } catch (error) {
    if (!(error instanceof WpmlError)) throw error
    answer = { id, refusal: { code: error.code, message: error.message } }
  }
  parentPort!.postMessage(answer)
})
