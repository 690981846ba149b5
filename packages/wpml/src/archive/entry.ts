/** A file of an archive as it lies there: still packed, so that it can be written again without unpacking. */
export interface Entry {
  /** With `/`, relative, without `..`. */
  path: string
  packed: Uint8Array
  /** 0: stored, 8: deflated. */
  method: 0 | 8
  /** Bytes unpacked. */
  size: number
  crc: number
}
