/** Security headers of every answer, and the content security policy of the console. */
import type { FastifyInstance } from 'fastify'

const COMMON = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(self), gamepad=(self)',
  'x-robots-tag': 'noindex',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

export function setSecurityHeaders(app: FastifyInstance, tls: boolean): void {
  const headers = { ...COMMON, ...(tls && { 'strict-transport-security': 'max-age=31536000' }) }
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
}

/**
 * MapLibre starts its worker from a blob and draws images from blobs and data URLs; Naive UI writes style elements.
 * @param tileOrigins origins of the configured tile servers, such as `https://tiles.example.com`.
 */
export function consolePolicy(tileOrigins: string[]): string {
  const tiles = tileOrigins.map(origin => ` ${origin}`).join('')
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${tiles}`,
    `connect-src 'self' ws: wss:${tiles}`,
    "worker-src 'self' blob:",
    'child-src blob:',
    "media-src 'self' blob:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
