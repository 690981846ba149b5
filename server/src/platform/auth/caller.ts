/** Who asks, and what he may do where. */
import type { Role, SessionKind } from '../database/schema.ts'

export type { Role } from '../database/schema.ts'

/** In ascending order: each includes those before it. */
export const ROLES = ['viewer', 'pilot', 'operator', 'admin'] as const satisfies readonly Role[]

export const reaches = (role: Role, needed: Role) => ROLES.indexOf(role) >= ROLES.indexOf(needed)

/** The demo's account type: 1 web, 2 pilot. */
export const userTypeOf = (role: Role) => (role === 'pilot' ? 2 : 1)

export interface Membership {
  role: Role
  /** Null: the whole workspace. */
  siteIds: string[] | null
}

/** What a valid token or API key stands for. */
export interface Identity {
  userId: string
  username: string
  instanceAdmin: boolean
  /** Null for an API key. */
  sessionId: string | null
  kind: SessionKind | 'api-key'
  /** The session's current workspace; null when the user is a member of none. */
  workspaceId: string | null
  /** By workspace id. */
  memberships: ReadonlyMap<string, Membership>
}

/** An identity in one workspace, as handlers see it. */
export interface Caller extends Membership {
  userId: string
  username: string
  instanceAdmin: boolean
  sessionId: string | null
  kind: SessionKind | 'api-key'
  /** '' where the route concerns no workspace and the session has none. */
  workspaceId: string
  address: string
}

/** The caller in a workspace; undefined when he is not a member of it. */
export function callerIn(identity: Identity, workspaceId: string, address: string): Caller | undefined {
  const membership = identity.memberships.get(workspaceId)
  return membership && toCaller(identity, workspaceId, membership, address)
}

export function toCaller(identity: Identity, workspaceId: string, membership: Membership, address: string): Caller {
  const { userId, username, instanceAdmin, sessionId, kind } = identity
  return { userId, username, instanceAdmin, sessionId, kind, workspaceId, address, ...membership }
}

/** Whether a caller narrowed to sites may see something at this site (null: at none). */
export const seesSite = (caller: Pick<Caller, 'siteIds'>, siteId: string | null) =>
  caller.siteIds === null || (siteId !== null && caller.siteIds.includes(siteId))
