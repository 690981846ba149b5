/** Why a file cannot be read or written, or a plan cannot be made: a code for programs, a sentence for people. */
export type WpmlErrorCode =
  | 'archive.not-zip'
  | 'archive.damaged'
  | 'archive.too-large'
  | 'archive.too-large-unpacked'
  | 'archive.too-many-entries'
  | 'archive.ratio'
  | 'archive.path'
  | 'archive.duplicate-path'
  | 'archive.overlap'
  | 'archive.encrypted'
  | 'archive.method'
  | 'archive.checksum'
  | 'archive.not-file'
  | 'archive.no-wpml'
  | 'time'
  | 'xml.encoding'
  | 'xml.malformed'
  | 'xml.doctype'
  | 'xml.too-large'
  | 'xml.too-deep'
  | 'xml.too-many-elements'
  | 'xml.root'
  | 'write.number'
  | 'write.text'
  | 'plan.input'
  | 'plan.camera'
  | 'plan.terrain'
  | 'plan.geoid'
  | 'plan.too-large'

export class WpmlError extends Error {
  readonly code: WpmlErrorCode
  constructor(code: WpmlErrorCode, message: string) {
    super(message)
    this.name = 'WpmlError'
    this.code = code
  }
}
