/** What the settings leave open of an external storage, as its address tells. */
import { s3Address } from '../../addresses.ts'
import { type Config, s3ProviderOf } from '../../config.ts'
import type { ExternalOptions } from './external.ts'

/** @param config with `s3Url` and what goes with it, which loading it has checked. */
export function externalSettings(config: Config): Omit<ExternalOptions, 'secret' | 'clock'> {
  const provider = s3ProviderOf(config)
  const endpoint = config.s3Url!
  const region = config.s3Region ?? regionIn(endpoint) ?? 'us-east-1'
  const domain = new URL(endpoint).hostname.endsWith('.cn') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const usual = {
    aws: `https://sts.${region}.${domain}`,
    ali: `https://sts.${region}.aliyuncs.com`,
    minio: endpoint,
  }
  return {
    provider,
    endpoint,
    deviceEndpoint: s3Address(config, 0),
    region,
    bucket: config.s3Bucket!,
    accessKeyId: config.s3AccessKeyId!,
    secretAccessKey: config.s3SecretAccessKey!,
    stsUrl: config.s3StsUrl ?? usual[provider],
    roleArn: config.s3RoleArn,
  }
}

/** `s3.eu-central-1.amazonaws.com`, `oss-cn-hangzhou-internal.aliyuncs.com`. */
function regionIn(endpoint: string): string | undefined {
  const { hostname } = new URL(endpoint)
  const [, aws] = /^s3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/.exec(hostname) ?? []
  const [, ali] = /^(?:s3\.)?oss-(.+?)(?:-internal)?\.aliyuncs\.com$/.exec(hostname) ?? []
  return aws ?? ali
}
