/** Which keys are taken, and where they are on the disk. */
import { ObjectsError } from './objects.ts'

const MAX_KEY_BYTES = 1024
/** Of a part between slashes, as a file name; most file systems take 255, and notes add to it. */
const MAX_NAME_BYTES = 240

/** What would be no file name on one system or another, and `%` itself. */
const UNSAFE = /[%\\:*?"<>|]|[. ]$/g
/** Control characters and what XML cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const CONTROL = /[\0-\x1f\x7f\ufffe\uffff]/

/** @throws ObjectsError `bad-key` */
export function checkKey(key: string): void {
  const fault = faultOf(key)
  if (fault) throw new ObjectsError('bad-key', `The key of an object ${fault}: choose another name`)
}

function faultOf(key: string): string | undefined {
  if (key === '') return 'must not be empty'
  if (!key.isWellFormed()) return 'must be valid Unicode'
  if (CONTROL.test(key)) return 'must not hold control characters'
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `must have at most ${MAX_KEY_BYTES} bytes`
  for (const part of key.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'must not have empty parts, `.` or `..` between slashes'
    if (Buffer.byteLength(nameOf(part)) > MAX_NAME_BYTES) return `must have at most ${MAX_NAME_BYTES} bytes a part`
  }
}

const nameOf = (part: string) =>
  part.replace(UNSAFE, char => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

/** Path of a checked key below the store's folder. */
export const pathOf = (key: string): string => key.split('/').map(nameOf).join('/')

/** The part of a key that a file or folder name stands for; undefined: it is not of the store's making. */
export function partOf(name: string): string | undefined {
  const part = name.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return nameOf(part) === name && part.isWellFormed() ? part : undefined
}

/** Order of S3: by the bytes of UTF-8. JavaScript's own differs beyond U+FFFF. */
export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
