/** Serves the built console: its files, and its page for every other address that a browser opens. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, notFound } from '../errors.ts'
import { answerFailure } from './failures.ts'
import { consolePolicy } from './headers.ts'

/** `/media` alone is a page of the console, `/media/api` never is. */
const API = /^\/((manage|map|wayline|media|storage|control)\/api|api|mqtt)(\/|$)/
const NOT_BUILT = 'The console is not built: run `npm start`, or `npm run build --workspace console`.\n'

export async function serveConsole(
  app: FastifyInstance,
  folder: string,
  tileOrigins: () => Promise<string[]>,
): Promise<void> {
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false })

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0]!
    if ((request.method !== 'GET' && request.method !== 'HEAD') || API.test(path)) {
      return answerFailure(notFound('The address'), request, reply)
    }
    const file = decode(path)
    if (file === undefined) return answerFailure(new AppError(400, 'The address is malformed'), request, reply)
    if (/\.[a-z0-9]+$/i.test(file) && file !== '/index.html') return sendFile(file, folder, request, reply)
    return sendPage(folder, tileOrigins, reply)
  })
}

function sendFile(file: string, folder: string, request: FastifyRequest, reply: FastifyReply) {
  if (file.includes('\0') || file.split('/').includes('..') || !existsSync(join(folder, file))) {
    return answerFailure(notFound('The file'), request, reply)
  }
  // Names below assets/ carry a hash of their content.
  const forever = file.startsWith('/assets/')
  reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
  return reply.sendFile(file.slice(1))
}

async function sendPage(folder: string, tileOrigins: () => Promise<string[]>, reply: FastifyReply) {
  if (!existsSync(join(folder, 'index.html'))) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT)
  reply.header('content-security-policy', consolePolicy(await tileOrigins()))
  reply.header('cache-control', 'no-cache')
  return reply.sendFile('index.html')
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
