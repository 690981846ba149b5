/** Decides whether a request may reach its route, and as whom. Everything that is not the caller's looks missing. */
import type { FastifyRequest } from 'fastify'
import { isLoopback } from '../addresses.ts'
import { type Caller, callerIn, type Identity, type Role, reaches, seesSite, toCaller } from '../auth/caller.ts'
import { badRequest, forbidden, notFound, unauthorized } from '../errors.ts'
import type { Access } from '../http.ts'

export interface AccessPorts {
  /** What a token or an API key stands for; undefined when it is not, or no longer, valid. */
  identify(token: string): Promise<Identity | undefined>
  /** Where a device belongs; undefined when nobody has it. */
  locateDevice(sn: string): Promise<DevicePlace | undefined> | DevicePlace | undefined
}
export interface DevicePlace {
  workspaceId: string | null
  siteId: string | null
}

interface Rules {
  access: Access
  instanceAdmin?: boolean
}

export async function authorize(
  ports: AccessPorts,
  rules: Rules,
  request: FastifyRequest,
): Promise<Caller | undefined> {
  const params = (request.params ?? {}) as Record<string, string>
  for (const value of Object.values(params))
    if (value.includes('\0')) throw badRequest('The path holds a NUL character')
  const { access } = rules
  if (access === 'public') return undefined
  if (access === 'local') {
    if (await isPrivileged(ports, request)) return undefined
    throw notFound('The page')
  }
  const token = tokenOf(request)
  const identity = token && (await ports.identify(token))
  if (!identity) throw unauthorized()
  if (access === 'instance-admin') {
    if (!identity.instanceAdmin) throw forbidden('Only an instance admin may do this')
    return inOwnWorkspace(identity, request.ip)
  }
  if (access === 'session') return inOwnWorkspace(identity, request.ip)
  return inWorkspaceOf(ports, identity, { ...rules, access }, params, request.ip)
}

function inOwnWorkspace(identity: Identity, address: string): Caller {
  const id = identity.workspaceId
  return (id && callerIn(identity, id, address)) || toCaller(identity, '', { role: 'viewer', siteIds: [] }, address)
}

async function inWorkspaceOf(
  ports: AccessPorts,
  identity: Identity,
  rules: { access: Role; instanceAdmin?: boolean },
  params: Record<string, string>,
  address: string,
): Promise<Caller> {
  const named = params.workspace_id
  const sn = params.device_sn ?? params.sn
  const own = named === undefined || named === 'null' || named === ''
  let workspaceId = own ? identity.workspaceId : named
  let place: DevicePlace | undefined
  if (sn !== undefined) {
    place = await ports.locateDevice(sn)
    if (!place?.workspaceId) throw notFound('The device')
    if (named === undefined) workspaceId = place.workspaceId
    else if (place.workspaceId !== workspaceId) throw notFound('The device')
  }
  const what = sn === undefined ? 'The workspace' : 'The device'
  if (!workspaceId) throw notFound(what)
  const caller = callerIn(identity, workspaceId, address)
  if (!caller) {
    if (!rules.instanceAdmin || !identity.instanceAdmin) throw notFound(what)
    return toCaller(identity, workspaceId, { role: 'admin', siteIds: null }, address)
  }
  if (place && !seesSite(caller, place.siteId)) throw notFound(what)
  const administers = rules.instanceAdmin && identity.instanceAdmin
  if (!reaches(caller.role, rules.access) && !administers) {
    throw forbidden(`This takes the role ${rules.access}, and yours here is ${caller.role}`)
  }
  // Otherwise he could give himself, or a user of his making, the rest of the workspace.
  const ofDevice = sn !== undefined || params.gateway_sn !== undefined
  if (rules.access === 'admin' && caller.siteIds !== null && !ofDevice && !administers) {
    throw forbidden('An admin of some sites administers what stands there, not the workspace')
  }
  return caller
}

/** The demo's client sends the text `null` while it has no token. */
export function tokenOf(request: FastifyRequest): string | undefined {
  const { authorization, 'x-auth-token': header } = request.headers
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  const token = bearer ?? (typeof header === 'string' ? header.trim() : undefined)
  return token === '' || token === 'null' || token === 'undefined' ? undefined : token
}

/** Whether the request comes from this machine, or with an API key. */
export async function isPrivileged(ports: AccessPorts, request: FastifyRequest): Promise<boolean> {
  if (isThisMachine(request)) return true
  const token = tokenOf(request)
  return token !== undefined && (await ports.identify(token))?.kind === 'api-key'
}

/** A forwarded request comes from elsewhere, even when the proxy that brings it is on this machine. */
function isThisMachine(request: FastifyRequest): boolean {
  const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some(name => request.headers[name] !== undefined)
  return isLoopback(request.socket.remoteAddress ?? '') && !forwarded
}
