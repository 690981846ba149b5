/** Structured logs on stderr (stdout carries the ready line alone), with secrets taken out. */
import { pino } from 'pino'

export type { Logger } from 'pino'

const SECRET_KEYS = [
  'password',
  'current_password',
  'new_password',
  'mqtt_password',
  'passwordHash',
  'password_hash',
  'token',
  'access_token',
  'refresh_token',
  'authorization',
  'cookie',
  'x-auth-token',
  'key',
  'secret',
  'bind_code',
  'dji_app_key',
  'dji_license',
]

const SECRET_PARAMETERS = /([?&](?:x-auth-token|access_token|token|password|key|secret|signature)=)[^&#\s]*/gi

/** A URL as it may be logged: values of parameters that carry credentials, and user info, are replaced. */
export const redactUrl = (url: string) =>
  url.replace(SECRET_PARAMETERS, '$1[redacted]').replace(/\/\/[^/@\s]*@/, '//[redacted]@')

/** PostgreSQL quotes whole rows in these. */
const QUOTING = ['detail', 'where', 'internalQuery', 'parameters']

function describe(error: unknown) {
  const described = pino.stdSerializers.err(error as Error) as unknown as Record<string, unknown>
  for (const key of QUOTING) delete described?.[key]
  return described
}

export function createLogger(level: string, destination: NodeJS.WritableStream = process.stderr) {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describe },
      redact: { paths: SECRET_KEYS.flatMap(key => [`["${key}"]`, `*["${key}"]`]), censor: '[redacted]' },
    },
    destination,
  )
}
