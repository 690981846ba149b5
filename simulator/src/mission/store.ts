/** Uploads to the object store that the cloud named, in parts as docks do. */
import type { S3Client } from '@aws-sdk/client-s3'

/** `output` of `storage_config_get`. */
export interface StorageConfig {
  provider: string
  endpoint: string
  region: string
  bucket: string
  object_key_prefix: string
  credentials: { access_key_id: string; access_key_secret: string; security_token: string; expire: number }
}

const PART = 5 * 1024 * 1024
/** Error codes of stores for credentials that they no longer take. */
const REFUSED: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidToken',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'AccessDenied',
  'TokenRefreshRequired',
])

export const credentialsRefused = (error: unknown): boolean =>
  REFUSED.has((error as { name?: string; Code?: string }).name ?? '') ||
  REFUSED.has((error as { Code?: string }).Code ?? '')

/** Puts the bytes under the key by a multipart upload, which is given up when a part fails. */
export async function putObject(config: StorageConfig, key: string, bytes: Uint8Array, type: string): Promise<void> {
  const {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    UploadPartCommand,
  } = await import('@aws-sdk/client-s3')
  const client = await clientFor(config)
  const where = { Bucket: config.bucket, Key: key }
  try {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...where, ContentType: type }))
    try {
      const Parts: { ETag: string | undefined; PartNumber: number }[] = []
      for (let from = 0, PartNumber = 1; PartNumber === 1 || from < bytes.length; from += PART, PartNumber++) {
        const Body = bytes.subarray(from, from + PART)
        const { ETag } = await client.send(new UploadPartCommand({ ...where, UploadId, PartNumber, Body }))
        Parts.push({ ETag, PartNumber })
      }
      await client.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts } }))
    } catch (error) {
      await client.send(new AbortMultipartUploadCommand({ ...where, UploadId })).catch(() => {})
      throw error
    }
  } finally {
    client.destroy()
  }
}

async function clientFor({ provider, endpoint, region, credentials }: StorageConfig): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3')
  return new S3Client({
    endpoint: /^https?:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`,
    region: region || 'us-east-1',
    // Buckets as host names work at Alibaba alone without a name server of one's own.
    forcePathStyle: provider !== 'ali',
    credentials: {
      accessKeyId: credentials.access_key_id,
      secretAccessKey: credentials.access_key_secret,
      sessionToken: credentials.security_token,
    },
    // Devices are older than the checksums that newer clients add by themselves.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
  })
}
