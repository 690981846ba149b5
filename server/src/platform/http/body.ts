/** JSON bodies: what PostgreSQL, JSON or a recursive function cannot hold is refused at the door. */
import type { FastifyInstance } from 'fastify'
import { type AppError, badRequest } from '../errors.ts'

/** Deeper than any message of the Cloud API, far below where recursion ends. */
const MAX_DEPTH = 64

export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  // Without a content type too: the demo's client sends none with an empty body.
  app.addContentTypeParser(['application/json', '*'], { parseAs: 'string' }, (request, text, done) => {
    if (text.length === 0) return done(null, undefined)
    parse(request, text as string, (error, value) => {
      if (error) return done(badRequest('The body is not valid JSON'))
      try {
        checkJson(value)
        done(null, value)
      } catch (refused) {
        done(refused as AppError)
      }
    })
  })
}

/** @throws AppError 400 on nesting, NUL characters, lone surrogates and numbers beyond a double. */
export function checkJson(value: unknown, depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw badRequest('The body holds a NUL character')
    if (!value.isWellFormed()) throw badRequest('The body holds half of a surrogate pair')
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw badRequest('The body holds a number that is too large')
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= MAX_DEPTH) throw badRequest(`The body is nested deeper than ${MAX_DEPTH} levels`)
    if (Array.isArray(value)) for (const item of value) checkJson(item, depth + 1)
    else {
      for (const [key, item] of Object.entries(value)) {
        checkJson(key, depth)
        checkJson(item, depth + 1)
      }
    }
  }
}
