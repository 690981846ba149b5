/** S3's errors: its codes, which clients act upon, and a sentence of ours that says what to do. */
import { ObjectsError } from '../objects.ts'

const CATALOGUE = {
  AccessDenied: [403, 'These credentials do not allow this: temporary ones put below their own prefix only'],
  BadDigest: [400, 'The body is not the one that its checksum was made from: send it again'],
  EntityTooLarge: [400, 'The body is too large: upload it in parts of at most 5 GiB'],
  ExpiredToken: [400, 'The credentials have expired: ask for new ones'],
  IncompleteBody: [400, 'The body ended early: send it again'],
  InternalError: [500, 'The object storage failed: try again, and look into the log of the server'],
  InvalidAccessKeyId: [403, 'The access key is not known here: ask for new credentials'],
  InvalidArgument: [400, 'A parameter is not as S3 defines it'],
  InvalidBucketName: [400, 'The name of the bucket is not valid'],
  InvalidDigest: [400, 'The checksum is not of its kind: it must be Base64 of the right length'],
  InvalidPart: [400, 'A part is missing or has another ETag: upload it again, then complete'],
  InvalidPartOrder: [400, 'The parts must be listed in ascending order of their numbers'],
  InvalidRange: [416, 'The range lies beyond the end of the object'],
  InvalidRequest: [400, 'The request is not as S3 defines it'],
  InvalidToken: [400, 'The session token is not of this server: ask for new credentials'],
  KeyTooLongError: [400, 'The key is too long'],
  MalformedXML: [400, 'The body is not the XML that this request takes'],
  MethodNotAllowed: [405, 'This method is not for this resource'],
  MissingContentLength: [411, 'Send the length of the body in Content-Length'],
  NoSuchBucket: [404, 'There is no such bucket here: use the one that came with the credentials'],
  NoSuchKey: [404, 'There is no such object'],
  NoSuchUpload: [404, 'There is no such upload, or it was given up: start it again'],
  NotImplemented: [501, 'This part of S3 is not offered here'],
  PreconditionFailed: [412, 'The object is not in the state that the request asks for'],
  RequestTimeTooSkewed: [403, 'The clock of the client is too far from that of the server: set it'],
  SignatureDoesNotMatch: [403, 'The signature does not fit the request: check the secret key and the address'],
  XAmzContentSHA256Mismatch: [400, 'The body is not the one that was signed: send it again'],
  XMinioStorageFull: [507, 'The disk of the object storage is full: free or add space, then try again'],
  SlowDown: [503, 'The object storage cannot do this now: try again'],
} satisfies Record<string, [number, string]>

export type S3Code = keyof typeof CATALOGUE

export class S3Error extends Error {
  readonly code: S3Code
  readonly status: number

  constructor(code: S3Code, message: string = CATALOGUE[code][1]) {
    super(message)
    this.name = 'S3Error'
    this.code = code
    this.status = CATALOGUE[code][0]
  }
}

/** What a client is told of a fault of ours; undefined: it is nothing foreseen. */
export function s3ErrorOf(error: unknown): S3Error | undefined {
  if (error instanceof S3Error) return error
  if (!(error instanceof ObjectsError)) return undefined
  const code = {
    'bad-key': 'InvalidArgument',
    missing: 'NoSuchKey',
    full: 'XMinioStorageFull',
    unavailable: 'SlowDown',
    refused: 'AccessDenied',
  } as const
  return new S3Error(code[error.fault], error.message)
}
