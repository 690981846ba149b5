/** Upload targets: place and temporary credentials, each below a prefix that the server chooses. Nothing is kept. */
import { Type } from 'typebox'
import type { Caller } from '#platform/auth/caller.ts'
import type { Objects, TemporaryCredentials } from '#platform/objects/index.ts'

/** Seconds. The most that temporary credentials may live. */
const LIFETIME = 3600

export interface Target {
  provider: Objects['provider']
  endpoint: string
  region: string
  bucket: string
  credentials: TemporaryCredentials
  object_key_prefix: string
}

export const UploadTarget = Type.Object({
  provider: Type.Union([Type.Literal('aws'), Type.Literal('minio'), Type.Literal('ali')]),
  endpoint: Type.String(),
  region: Type.String(),
  bucket: Type.String(),
  credentials: Type.Object({
    access_key_id: Type.String(),
    access_key_secret: Type.String(),
    security_token: Type.String(),
    expire: Type.Integer({ description: 'Seconds from now.' }),
  }),
  object_key_prefix: Type.String({ description: 'Without a slash at its end.' }),
})

/** Folders of a workspace that no gateway may write to, whatever serial number it claims to have. */
const OWN_FOLDERS: ReadonlySet<string> = new Set(['wayline', 'media', 'pilot'])

/** Prefix of what a dock uploads. */
export const dockPrefix = (workspaceId: string, gatewaySn: string) => `${workspaceId}/${gatewaySn}`
/** Prefix of what a session of Pilot uploads. */
export const pilotPrefix = (workspaceId: string, sessionId: string) => `${workspaceId}/pilot/${sessionId}`

export class StorageService {
  readonly #objects: Objects

  constructor(objects: Objects) {
    this.#objects = objects
  }

  forPilot({ workspaceId, sessionId, userId }: Caller): Promise<Target> {
    // An API key has no session; its own id stands for one.
    return this.#target(pilotPrefix(workspaceId, sessionId ?? userId), 'pilot')
  }

  async forGateway(workspaceId: string, gatewaySn: string): Promise<Target> {
    if (OWN_FOLDERS.has(gatewaySn)) throw new Error(`${gatewaySn} is a folder of the server, and no serial number`)
    return this.#target(dockPrefix(workspaceId, gatewaySn), gatewaySn)
  }

  async #target(prefix: string, name: string): Promise<Target> {
    const { provider, deviceEndpoint: endpoint, region, bucket } = this.#objects
    const credentials = await this.#objects.temporaryCredentials({ prefix, seconds: LIFETIME, name })
    return { provider, endpoint, region, bucket, credentials, object_key_prefix: prefix }
  }
}
