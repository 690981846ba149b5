/** A request as S3 reads it: which bucket, which key, which parameters. */
import type { IncomingMessage } from 'node:http'
import { S3Error } from './errors.ts'

export interface S3Request {
  message: IncomingMessage
  method: string
  /** Undefined: the service itself. */
  bucket: string | undefined
  /** Undefined: the bucket itself. */
  key: string | undefined
  /** As sent, decoded, in their order. */
  query: [string, string][]
  /** First value of a parameter; '' where it has none, as in `?uploads`. */
  param(name: string): string | undefined
  /** By its lower-case name; Alibaba's `x-oss-` names stand in for S3's own. */
  header(name: string): string | undefined
  /** The path that was asked for, decoded. */
  path: string
}

/** @param bucket name of the one bucket, which a host name may begin with instead of the path. */
export function readRequest(message: IncomingMessage, bucket: string): S3Request {
  const url = message.url ?? '/'
  const at = url.indexOf('?')
  const path = decode(at < 0 ? url : url.slice(0, at))
  const query = at < 0 ? [] : readQuery(url.slice(at + 1))
  const virtual = message.headers.host?.toLowerCase().startsWith(`${bucket}.`)
  const [, first = '', rest] = virtual ? ['', bucket, path.slice(1)] : (/^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [])
  return {
    message,
    method: message.method ?? 'GET',
    bucket: first || undefined,
    key: rest || undefined,
    query,
    param: name => query.find(([known]) => known === name)?.[1],
    header: name => {
      const value = message.headers[name] ?? message.headers[name.replace(/^x-amz-/, 'x-oss-')]
      return Array.isArray(value) ? value.join(',') : value
    },
    path,
  }
}

function readQuery(text: string): [string, string][] {
  return text
    .split('&')
    .filter(pair => pair !== '')
    .map(pair => {
      const at = pair.indexOf('=')
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))]
    })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidArgument', 'The address is not valid UTF-8 in percent encoding')
  }
}
