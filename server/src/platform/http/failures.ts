/** Every failure becomes an answer here, and nowhere else: a code and a sentence, never a stack and never SQL. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, badRequest, conflict, notFound, tooLarge, unavailable } from '../errors.ts'
import { ObjectsError } from '../objects/objects.ts'

const DATABASE_DOWN = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])
const DATABASE_DOWN_TEXT =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|not queryable/i

/** Connection lost, shut down, resources exhausted, read only, failure of the system below. */
const DATABASE_DOWN_STATE = /^(08|57P0|53|25006|58)/
const DISK_FULL = '53100'

/** What an error means to the caller; undefined: a fault of ours. */
export function failureOf(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  if (error instanceof ObjectsError) return objectsFailure(error)
  if (!(error instanceof Error)) return undefined
  const { code, statusCode } = error as FastifyError & { severity?: string }
  if (code === DISK_FULL) return unavailable('The disk of the database is full: nothing was stored', error)
  if (isDatabaseDown(error)) return unavailable('The database does not answer; try again in a moment', error)
  if (typeof code === 'string' && 'severity' in error) return databaseFailure(code)
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return tooLarge('The body is larger than this route takes')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AppError(statusCode, statusCode === 400 ? 'The request is malformed' : 'The request was refused')
  }
  return undefined
}

/** Also for callers outside of HTTP: whether waiting is the answer. */
export function isDatabaseDown(error: unknown): boolean {
  const { code, syscall, message = '' } = (error ?? {}) as NodeJS.ErrnoException
  if (
    typeof code === 'string' &&
    (DATABASE_DOWN_STATE.test(code) || (DATABASE_DOWN.has(code) && (code !== 'ENOENT' || syscall === 'connect')))
  )
    return true
  return DATABASE_DOWN_TEXT.test(message)
}

/** Whether the same work may succeed a moment later: the database is away, or two transactions met. */
export const isPassing = (error: unknown): boolean =>
  isDatabaseDown(error) || /^40(001|P01)$/.test((error as { code?: string })?.code ?? '')

function objectsFailure(error: ObjectsError): AppError {
  if (error.fault === 'bad-key') return badRequest(error.message)
  if (error.fault === 'missing') return notFound('The object')
  return unavailable(error.message, error)
}

/** By SQLSTATE class. */
function databaseFailure(sqlState: string): AppError | undefined {
  if (sqlState.startsWith('22')) return badRequest('The request holds a value that cannot be stored')
  if (sqlState === '23505') return conflict('Something of that name or number exists already')
  if (sqlState === '23503')
    return conflict('Something that this refers to does not exist, or something else refers to it')
  if (sqlState === '40001' || sqlState === '40P01') return unavailable('Two changes met; try again')
  return undefined
}

export function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = failureOf(error)
  if (!failure) {
    request.log.error({ err: error }, 'a request failed')
    return reply.code(500).send({ code: 500, message: `The server failed; its log has the entry ${request.id}` })
  }
  if (failure.status >= 500) request.log.warn({ err: failure.cause ?? failure }, 'a request could not be served')
  const retry = (failure.data as { retry_after?: number } | undefined)?.retry_after
  if (retry !== undefined) reply.header('retry-after', retry)
  return reply
    .code(failure.status)
    .send({ code: failure.code, message: failure.message, ...(failure.data !== undefined && { data: failure.data }) })
}
