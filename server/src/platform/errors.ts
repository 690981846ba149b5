/**
 * The one kind of error that reaches a caller, and the catalogue of them. `message` is a sentence for people; nothing
 * of the request, no SQL and no stack belongs in it. `code` is the envelope's code: a DJI result code where there is
 * one, else the HTTP status.
 */
export class AppError extends Error {
  readonly status: number
  readonly code: number
  readonly data: unknown

  constructor(status: number, message: string, options: { code?: number; data?: unknown; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.status = status
    this.code = options.code ?? status
    this.data = options.data
  }
}

/** One field of a request that is not as declared. `path` is a JSON pointer, '' for the whole. */
export interface FieldError {
  path: string
  message: string
}

/** The request itself is wrong. `data.errors` lists the fields where known. */
export const badRequest = (message: string, data?: { errors: FieldError[] }) => new AppError(400, message, { data })

/** The token is missing, forged, expired or revoked. DJI Pilot 2 leaves the cloud on this: use it for nothing else. */
export const unauthorized = () => new AppError(401, 'Sign in first: the token is missing, expired or revoked')

/** The caller sees the thing but his role does not reach. */
export const forbidden = (message: string) => new AppError(403, message)

/** It does not exist, or it is not the caller's to know of: both look alike. */
export const notFound = (what: string) => new AppError(404, `${what} was not found`)

/** The state of things forbids it now. */
export const conflict = (message: string, code?: number, data?: unknown) => new AppError(409, message, { code, data })

export const tooLarge = (message: string) => new AppError(413, message)

/** Seconds until another try makes sense go into the Retry-After header. */
export const tooMany = (message: string, retryAfterSeconds: number) =>
  new AppError(429, message, { data: { retry_after: retryAfterSeconds } })

/** Something the server depends on is down; the same request may succeed later. */
export const unavailable = (message: string, cause?: unknown) => new AppError(503, message, { cause })
