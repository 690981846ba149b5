/** What devices and people may not find again in a table. */

/** Names of fields that carry credentials. */
const SECRET_FIELD = /password|secret|token|licen[cs]e|app_key|nonce|binding_code/i

export const isSecretField = (name: string): boolean => SECRET_FIELD.test(name)

/** The value with the content of such fields replaced, at any depth. The original stays as it is. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutSecrets)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSecretField(name) ? '[redacted]' : withoutSecrets(inner)]),
  )
}
