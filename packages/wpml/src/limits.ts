/** What a file may cost. Over any of them it is refused with its own code, before the rest is read. */
export interface Limits {
  /** Bytes of the archive. */
  packed: number
  /** Bytes of all entries unpacked. */
  unpacked: number
  /** Unpacked over packed bytes, of the whole archive and of each entry over 1 MB. */
  ratio: number
  entries: number
  /** Milliseconds for everything. */
  time: number
  /** Bytes of one of the two documents. With `elements` it keeps memory below 256 MB. */
  documentBytes: number
  /** Elements of one document. */
  elements: number
  depth: number
}
export const LIMITS: Readonly<Limits> = {
  packed: 50 * 2 ** 20,
  unpacked: 200 * 2 ** 20,
  ratio: 100,
  entries: 1000,
  time: 2000,
  documentBytes: 24 * 2 ** 20,
  elements: 350_000,
  depth: 64,
}

/** Asked again and again while reading; throws when the time is up. */
export type Deadline = () => void
