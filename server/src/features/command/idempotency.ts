import type { FastifyRequest } from 'fastify'
import { badRequest } from '#platform/errors.ts'

/** The `Idempotency-Key` header, or nothing. */
export function idempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined || key === '') return undefined
  if (typeof key !== 'string' || key.length > 128)
    throw badRequest('Idempotency-Key must be one value of at most 128 characters')
  return key
}
