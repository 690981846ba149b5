/** A KMZ sent as a form. */
import { LIMITS } from '@rookery/wpml/limits'
import type { FastifyRequest } from 'fastify'
import { AppError, badRequest, tooLarge } from '#platform/errors.ts'

export interface Upload {
  bytes: Buffer
  /** As the client calls the file, without folders. */
  filename: string
  /** Text fields beside it. */
  fields: Record<string, string>
}

const MOST_FIELDS = 8
const MOST_PARTS = MOST_FIELDS + 1

/**
 * The file of the field `file`, and the text fields.
 * @throws AppError 400, 413
 */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) throw badRequest('Send the file as the field "file" of a form (multipart/form-data)')
  const upload: Partial<Upload> & Pick<Upload, 'fields'> = { fields: {} }
  try {
    const limits = { fileSize: LIMITS.packed, files: 1, fields: MOST_FIELDS, parts: MOST_PARTS, fieldSize: 8 * 1024 }
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        if (typeof part.value === 'string') upload.fields[part.fieldname] = part.value
      } else {
        const bytes = await part.toBuffer()
        if (part.fieldname !== 'file') throw badRequest('The file must come in the field "file"')
        Object.assign(upload, { bytes, filename: part.filename ?? '' })
      }
    }
  } catch (error) {
    throw understood(error)
  }
  const { bytes, filename, fields } = upload
  if (!bytes) throw badRequest('There is no file in the field "file"')
  return { bytes, filename: (filename ?? '').split(/[\\/]/).at(-1)!, fields }
}

const LARGE = `The file is larger than ${LIMITS.packed / 2 ** 20} MB`

/** Whatever else goes wrong in between is in the form. */
function understood(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = (error as { code?: string }).code ?? ''
  if (code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge(LARGE)
  if (/^FST_(FILES|FIELDS|PARTS)_LIMIT$/.test(code)) return badRequest('The form has more parts than this takes')
  return badRequest('The form is malformed')
}
