/** Every route of a running server, as its own OpenAPI document tells. */
import type { TSchema } from '@rookery/thing-model'

export interface RouteFacts {
  /** `GET /manage/api/v1/devices/{workspace_id}/devices`. */
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  /** Names of the parameters in the path. */
  params: string[]
  /** Query parameters with their schemas. */
  query: { name: string; schema: TSchema }[]
  body: TSchema | undefined
  /** As documented: `viewer`, `admin or instance admin` ... */
  access: string
}

interface Operation {
  description: string
  parameters: { name: string; in: 'path' | 'query'; schema: TSchema }[]
  requestBody?: { content: { 'application/json'?: { schema: TSchema } } }
}

export async function routesOf(url: string): Promise<RouteFacts[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]) => {
      const method = verb.toUpperCase() as RouteFacts['method']
      return {
        name: `${method} ${path}`,
        method,
        path,
        params: operation.parameters.filter(p => p.in === 'path').map(p => p.name),
        query: operation.parameters.filter(p => p.in === 'query'),
        body: operation.requestBody?.content['application/json']?.schema,
        access: /Access: (.*)\.$/.exec(operation.description)?.[1] ?? '',
      }
    }),
  )
}

/** The path with its parameters filled in, as they are, without encoding. Ids that are not given are nobody's. */
export const fill = (path: string, params: Record<string, string>) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value =
      params[name] ?? (name.endsWith('_id') || name === 'key' ? 'none' : name === 'version' ? '1' : undefined)
    if (value === undefined) throw new Error(`${path}: no value for ${name}`)
    return value
  })
