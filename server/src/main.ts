/** `npm start`: reads the settings, starts the server, says where it is, and stops on a signal. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Not below /tmp, the default: whoever could write there could have us run his code.
enableCompileCache(join(import.meta.dirname, '../../.cache/compile'))
const { loadConfigOrExit, unknownSettings } = await import('./platform/config.ts')
const { createLogger } = await import('./platform/log.ts')
const { startServer } = await import('./server.ts')

/** A stop that takes longer than this is cut short; the embedded database recovers by itself. */
const STOP_WITHIN_MS = 9_000

const config = loadConfigOrExit()
const log = createLogger(config.logLevel)
for (const name of unknownSettings())
  log.warn(`${name} is no setting of this version; \`npm run rookery -- config\` lists them`)
process.on('unhandledRejection', error => log.error({ err: error }, 'a promise was rejected and nobody looked'))

try {
  const server = await startServer(config, { log })
  const { http, mqtt, s3 } = server.addresses
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info(`${signal}: stopping`)
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    await server.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
  process.stdout.write(`${JSON.stringify({ event: 'ready', http, mqtt, s3 })}\n`)
} catch (error) {
  // A wrong setting or an occupied port is the user's to mend: one sentence, no stack.
  process.stderr.write(`${sentence(error)}\n`)
  process.exit(1)
}

function sentence(error: unknown): string {
  const { code, port, address, message } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is in use: stop what uses it, or set another port (0 takes any free one).`
  if (code === 'EACCES' && port) return `Port ${port} may not be opened by this user: set a port above 1023.`
  return message ?? String(error)
}
