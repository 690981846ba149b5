/**
 * Anything the server refused, in its own words. `code` is the envelope's (a device's result code when the device
 * refused), `status` the HTTP status (0: the server could not be reached).
 */
export class ApiError extends Error {
  readonly code: number
  readonly status: number
  readonly data: unknown

  constructor(message: string, code: number, status: number, data?: unknown) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.data = data
  }

  /** Field faults of a 400: where, and what is wrong. */
  get fieldErrors(): { path: string; message: string }[] {
    const errors = (this.data as { errors?: unknown } | null)?.errors
    return Array.isArray(errors) ? errors : []
  }

  get unreachable(): boolean {
    return this.status === 0
  }
}
