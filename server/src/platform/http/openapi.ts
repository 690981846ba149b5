/** OpenAPI 3.1, from what the routes declare. */
import { type TSchema, Type } from 'typebox'
import type { Declaration } from '../http.ts'

const Failure = Type.Object({
  code: Type.Integer({ description: 'Not 0' }),
  message: Type.String(),
  data: Type.Optional(Type.Unknown()),
})

export function openApi(declarations: Declaration[], version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const declared of declarations) {
    // What is left of a path after `*` is the key of an object.
    const path = declared.url.replaceAll(/:([a-z_]+)/g, '{$1}').replace(/\*$/, '{key}')
    paths[path] ??= {}
    paths[path][declared.method.toLowerCase()] = operation(declared)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rookery',
      version,
      description:
        'Every answer is an envelope {code, message, data}; code 0 is success. Times are epoch milliseconds.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [...new Set(declarations.flatMap(d => d.tags))].sort().map(name => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'x-auth-token', description: 'An access token' },
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token or an API key' },
      },
      schemas: { Failure },
    },
  }
}

function operation(declared: Declaration) {
  const { method, url, tags, summary, description, access, params, query, body, form, data } = declared
  const open = access === 'public' || access === 'local'
  return {
    operationId: `${method.toLowerCase()}${url.replaceAll(/[:_*-]+|\/+/g, ' ').replaceAll(/ +(\w?)/g, (_, c: string) => c.toUpperCase())}`,
    tags,
    summary,
    description: [description, `Access: ${access}${declared.instanceAdmin ? ' or instance admin' : ''}.`]
      .filter(Boolean)
      .join('\n\n'),
    security: open ? [] : [{ token: [] }, { bearer: [] }],
    parameters: [
      ...[...url.matchAll(/:([a-z_]+)|\*/g)].map(([, name]) => ({
        name: name ?? 'key',
        in: 'path',
        required: true,
        schema: propertiesOf(params)[name ?? '*'] ?? { type: 'string' },
      })),
      ...Object.entries(propertiesOf(query)).map(([name, schema]) => ({
        name,
        in: 'query',
        required: requiredOf(query).includes(name),
        schema,
      })),
    ],
    ...(body && {
      requestBody: { required: requiredOf(body).length > 0, content: { 'application/json': { schema: body } } },
    }),
    ...(form && { requestBody: { required: true, content: { 'multipart/form-data': { schema: form } } } }),
    responses: {
      200: { description: 'Success', content: { 'application/json': { schema: envelope(data) } } },
      default: {
        description: 'Failure',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  }
}

const envelope = (data: TSchema | undefined) =>
  Type.Object({ code: Type.Integer(), message: Type.String(), data: data ?? Type.Literal('') })

const propertiesOf = (schema: TSchema | undefined) =>
  ((schema as { properties?: Record<string, unknown> } | undefined)?.properties ?? {}) as Record<string, unknown>
const requiredOf = (schema: TSchema | undefined) => (schema as { required?: string[] } | undefined)?.required ?? []
