/** Where a device uploads to: used for media, payload resources and logs. */
import { Integer, Struct, Text, TextEnum } from '../schema.ts'

/** Object store and temporary credentials, for files that the device sends itself. */
export const storage = {
  provider: TextEnum({ ali: 'Alibaba Cloud', aws: 'AWS', minio: 'MinIO' }, { title: 'Provider' }),
  endpoint: Text({ title: 'Endpoint', minLength: 1 }),
  region: Text({ title: 'Region' }),
  bucket: Text({ title: 'Bucket', minLength: 1 }),
  credentials: Struct({
    access_key_id: Text({ title: 'Access key', secret: true }),
    access_key_secret: Text({ title: 'Secret key', secret: true }),
    security_token: Text({ title: 'Session token', secret: true }),
    expire: Integer({ title: 'Valid for', unit: 's', minimum: 1, maximum: 604800 }),
  }),
}
