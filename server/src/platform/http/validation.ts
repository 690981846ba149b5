/** Checks requests against their declared schemas. A schema is compiled when the first request needs it. */
import type { FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { badRequest, type FieldError } from '../errors.ts'

export function validateWithTypeBox(app: FastifyInstance): void {
  app.setValidatorCompiler(({ schema, httpPart }) => {
    let validator: Validator | undefined
    return (data: unknown) => {
      validator ??= Compile(schema as TSchema)
      // Paths and queries are text, so their numbers are converted; a body says what it means.
      const value = httpPart === 'body' ? (data ?? {}) : validator.Convert(data ?? {})
      return validator.Check(value) ? { value } : { error: invalid(httpPart ?? 'body', fieldErrors(validator, value)) }
    }
  })
  app.setSerializerCompiler(() => JSON.stringify)
}

const MAX_ERRORS = 20

/** Repeats nothing of the value: it may be a password. */
export function fieldErrors(validator: Validator, value: unknown): FieldError[] {
  return validator
    .Errors(value)
    .slice(0, MAX_ERRORS)
    .flatMap(error =>
      error.keyword === 'required'
        ? error.params.requiredProperties.map(name => ({
            path: `${error.instancePath}/${name}`,
            message: 'is missing',
          }))
        : [{ path: error.instancePath, message: error.message }],
    )
}

function invalid(part: string, errors: FieldError[]) {
  const name = { body: 'body', querystring: 'query', params: 'path' }[part] ?? part
  const first = errors[0]
  return badRequest(`The ${name} is not as declared${first ? `: ${first.path || 'it'} ${first.message}` : ''}`, {
    errors,
  })
}
