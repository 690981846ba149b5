/**
 * The library of waylines. A version is an object of our own making that never changes; what a device or a browser
 * has sent is read to its end and judged before anything is stored.
 */
import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { LIMITS } from '@rookery/wpml/limits'
import { Compile } from 'typebox/compile'
import type { Audit } from '#platform/audit.ts'
import type { Caller } from '#platform/auth/caller.ts'
import type { Bus } from '#platform/bus.ts'
import type { Clock } from '#platform/clock.ts'
import { AppError, badRequest, conflict, forbidden, notFound, tooLarge, unavailable } from '#platform/errors.ts'
import type { Logger } from '#platform/log.ts'
import { type Objects, ObjectsError } from '#platform/objects/index.ts'
import { Name, Text } from '#platform/wire.ts'
import type { Inspection } from './inspect.ts'
import { Inspector } from './inspector.ts'
import type { ListFilter, NewVersion, WaylineStore } from './wayline.store.ts'
import { waylineView } from './wayline.view.ts'

declare module '#platform/bus.ts' {
  interface BusEvents {
    /** A wayline was added, changed or removed. */
    'wayline.changed': { workspaceId: string; waylineId: string }
  }
}

export interface WaylineDependencies {
  store: WaylineStore
  objects: Objects
  audit: Audit
  bus: Bus
  clock: Clock
  log: Pick<Logger, 'warn'>
}

/** What Pilot says of a file that it has uploaded; the file itself knows better. */
export interface Metadata {
  drone_model_key?: string
  payload_model_keys?: string[]
  template_types?: number[]
}

/** Content type. */
export const KMZ = 'application/vnd.google-earth.kmz'
const NAME_ATTEMPTS = 20
const isName = Compile(Name)
const isNote = Compile(Text)

export class Waylines {
  readonly #deps: WaylineDependencies
  readonly #inspector = new Inspector()

  constructor(deps: WaylineDependencies) {
    this.#deps = deps
  }

  close = () => this.#inspector.close()

  async list({ workspaceId, userId }: Caller, filter: ListFilter) {
    const { rows, total } = await this.#deps.store.list(workspaceId, userId, filter)
    return { list: rows.map(waylineView), total }
  }

  /** @throws AppError 404 */
  async get({ workspaceId, userId }: Caller, waylineId: string) {
    const row = await this.#deps.store.get(workspaceId, userId, waylineId)
    if (!row) throw notFound('The wayline')
    const versions = await this.#deps.store.versions(waylineId)
    const { findings: finding_counts, ...view } = waylineView(row)
    return { ...view, finding_counts, findings: row.findings, document: row.facts.document, versions }
  }

  /**
   * The bytes of a version, of the newest when none is named.
   * @throws AppError 404, 503
   */
  async read(
    workspaceId: string,
    waylineId: string,
    version?: number,
  ): Promise<{ body: Readable; size: number; name: string }> {
    const row = await this.#deps.store.version(workspaceId, waylineId, version)
    if (!row) throw notFound('The wayline')
    const object = await this.#stored(this.#deps.objects.get(row.object_key))
    if (!object) throw unavailable('The file of the wayline is missing in the object storage')
    return { body: object.body, size: object.size, name: row.name }
  }

  taken = (workspaceId: string, names: string[]) => this.#deps.store.taken(workspaceId, names)

  /** @throws AppError 403 for an API key, which is nobody */
  async favorite({ workspaceId, userId, kind }: Caller, waylineIds: string[], favorited: boolean): Promise<void> {
    if (kind === 'api-key') throw forbidden('Favourites belong to people, and an API key is none')
    if (favorited) await this.#deps.store.favorite(workspaceId, userId, waylineIds, this.#deps.clock.now())
    else await this.#deps.store.unfavorite(workspaceId, userId, waylineIds)
  }

  /**
   * A new wayline; a name that is taken gets a number.
   * @throws AppError 400 and 413 with `data.reason` for a file that is refused
   */
  async import(caller: Caller, bytes: Buffer, name: string) {
    const inspection = await this.#inspector.inspect(bytes)
    return this.#create(caller, bytes, inspection, nameOf(name))
  }

  /** @throws AppError 404 */
  async require(workspaceId: string, waylineId: string): Promise<void> {
    if (!(await this.#deps.store.version(workspaceId, waylineId))) throw notFound('The wayline')
  }

  /** @throws AppError 400, 404, 413 */
  async addVersion(caller: Caller, waylineId: string, bytes: Buffer, note = '') {
    if (!isNote.Check(note) || note.includes('\0')) throw badRequest('The note is too long or holds what is no text')
    const inspection = await this.#inspector.inspect(bytes)
    return this.#append(caller, waylineId, bytes, inspection, note)
  }

  /**
   * DJI Pilot 2 has put a file below the prefix of its session. A name that exists already is its next version, since
   * Pilot asks its user before; the same file again changes nothing, since it is Pilot's second attempt.
   * @throws AppError 400, 403, 404, 413
   */
  async uploaded(
    caller: Caller,
    { objectKey, name, metadata }: { objectKey: string; name: string; metadata: Metadata },
  ) {
    const { workspaceId, sessionId } = caller
    const own = `${workspaceId}/pilot/${sessionId}/`
    if (sessionId === null || !objectKey.startsWith(own))
      throw forbidden('The object does not lie where this session may upload')
    const bytes = await this.#fetch(objectKey)
    const inspection = withMetadata(await this.#inspector.inspect(bytes), metadata)
    const known = await this.#deps.store.byName(workspaceId, nameOf(name))
    if (!known) return this.#create(caller, bytes, inspection, nameOf(name))
    if (known.sign === inspection.sign) return undefined
    return this.#append(caller, known.wayline_id, bytes, inspection, '')
  }

  /** @throws AppError 400, 404, 409 */
  async rename(caller: Caller, waylineId: string, name: string): Promise<void> {
    const renamed = await this.#deps.store
      .rename(caller.workspaceId, waylineId, nameOf(name), this.#deps.clock.now())
      .catch(error => {
        throw error.code === '23505' ? conflict('Another wayline has this name') : error
      })
    if (!renamed) throw notFound('The wayline')
    await this.#record(caller, 'wayline.rename', name, waylineId)
  }

  /** With all versions. @throws AppError 404 */
  async remove(caller: Caller, waylineId: string): Promise<void> {
    const removed = await this.#deps.store.remove(caller.workspaceId, waylineId)
    if (!removed) throw notFound('The wayline')
    await this.#deps.objects.remove(removed.keys).catch(error => {
      this.#deps.log.warn({ err: error, keys: removed.keys }, 'files of a removed wayline are left behind')
    })
    await this.#record(caller, 'wayline.remove', removed.name, waylineId)
  }

  async #create(caller: Caller, bytes: Buffer, inspection: Inspection, wanted: string) {
    const waylineId = randomUUID()
    const version = await this.#put(caller, waylineId, 1, bytes, inspection, '')
    for (let attempt = 1; attempt <= NAME_ATTEMPTS; attempt++) {
      const name = attempt === 1 ? wanted : `${wanted.slice(0, 120)} (${attempt})`
      if (!(await this.#orRemove(version, this.#deps.store.insert(caller.workspaceId, name, version)))) continue
      await this.#record(caller, 'wayline.import', name, waylineId)
      return { wayline_id: waylineId, version: 1, name, findings: inspection.findings }
    }
    await this.#deps.objects.remove([version.object_key])
    throw conflict('Many waylines have this name already')
  }

  async #append(caller: Caller, waylineId: string, bytes: Buffer, inspection: Inspection, note: string) {
    const number = await this.#deps.store.reserve(caller.workspaceId, waylineId)
    if (number === undefined) throw notFound('The wayline')
    const version = await this.#put(caller, waylineId, number, bytes, inspection, note)
    if (!(await this.#orRemove(version, this.#deps.store.addVersion(version)))) {
      await this.#deps.objects.remove([version.object_key])
      throw notFound('The wayline')
    }
    await this.#record(caller, 'wayline.version', waylineId, waylineId, { version: number })
    return { wayline_id: waylineId, version: number, findings: inspection.findings }
  }

  async #put(
    { workspaceId, username }: Caller,
    waylineId: string,
    version: number,
    bytes: Buffer,
    inspection: Inspection,
    note: string,
  ): Promise<NewVersion> {
    const { sign, size, drone_model_key, payload_model_keys, template_types, action_type } = inspection
    const object_key = `${workspaceId}/wayline/${waylineId}/${version}.kmz`
    await this.#stored(this.#deps.objects.put(object_key, bytes, { contentType: KMZ, size }))
    return {
      ...{ wayline_id: waylineId, version, object_key, sign, size, note, username },
      ...{ created_at: this.#deps.clock.now(), drone_model_key, payload_model_keys, template_types, action_type },
      facts: JSON.stringify(inspection.facts),
      findings: JSON.stringify(inspection.findings),
    }
  }

  /** Nothing stays behind of a version that could not be written down. */
  async #orRemove<T>({ object_key }: NewVersion, writing: Promise<T>): Promise<T> {
    return writing.catch(async error => {
      await this.#deps.objects.remove([object_key]).catch(() => {})
      throw error
    })
  }

  async #fetch(key: string): Promise<Buffer> {
    const object = await this.#stored(this.#deps.objects.get(key))
    if (!object) throw notFound('The object')
    if (object.size > LIMITS.packed) {
      object.body.destroy()
      throw tooLarge(`The file is larger than ${LIMITS.packed / 2 ** 20} MB`)
    }
    const parts: Buffer[] = []
    await this.#stored(
      (async () => {
        for await (const part of object.body) parts.push(part as Buffer)
      })(),
    )
    return Buffer.concat(parts)
  }

  async #stored<T>(working: Promise<T>): Promise<T> {
    return working.catch(error => {
      if (error instanceof AppError) throw error
      if (error instanceof ObjectsError && error.fault === 'bad-key') throw badRequest(error.message)
      throw unavailable('The object storage does not answer; try again', error)
    })
  }

  async #record(
    { workspaceId, userId, username, address }: Caller,
    action: string,
    target: string,
    waylineId: string,
    detail: Record<string, unknown> = {},
  ) {
    this.#deps.bus.emit('wayline.changed', { workspaceId, waylineId })
    await this.#deps.audit.record({
      ...{ workspaceId, userId, username, action, target, address, result: 'ok' },
      detail: { wayline_id: waylineId, ...detail },
    })
  }
}

/** A name for people, from that of a file. @throws AppError 400 */
function nameOf(given: string): string {
  const name = given.replace(/\.kmz$/i, '').trim()
  if (!isName.Check(name) || !name.isWellFormed()) throw badRequest('The wayline needs a name of 1 to 128 characters')
  return name
}

const withMetadata = (inspection: Inspection, said: Metadata): Inspection => ({
  ...inspection,
  drone_model_key: inspection.drone_model_key || (said.drone_model_key ?? ''),
  payload_model_keys: inspection.payload_model_keys.length
    ? inspection.payload_model_keys
    : (said.payload_model_keys ?? []),
  template_types: inspection.template_types.length ? inspection.template_types : (said.template_types ?? []),
})
