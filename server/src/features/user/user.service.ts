/** Members of a workspace: who, with which role, at which sites. */
import { randomUUID } from 'node:crypto'
import type { Audit } from '#platform/audit.ts'
import type { Caller, Role } from '#platform/auth/caller.ts'
import type { Auth } from '#platform/auth/index.ts'
import { checkPassword, generatePassword, hashPassword } from '#platform/auth/passwords.ts'
import type { Clock } from '#platform/clock.ts'
import type { MembershipRow, UserRow } from '#platform/database/schema.ts'
import { badRequest, conflict, forbidden, notFound } from '#platform/errors.ts'
import type { UserStore } from './user.store.ts'

export interface NewMember {
  username: string
  /** Absent: one is generated and answered, once. */
  password?: string
  role: Role
  site_ids?: string[] | null
}
export interface MemberChange {
  role?: Role
  site_ids?: string[] | null
  password?: string
  disabled?: boolean
}

export class UserService {
  readonly #store: UserStore
  readonly #auth: Auth
  readonly #audit: Audit
  readonly #clock: Clock

  constructor(deps: { store: UserStore; auth: Auth; audit: Audit; clock: Clock }) {
    this.#store = deps.store
    this.#auth = deps.auth
    this.#audit = deps.audit
    this.#clock = deps.clock
  }

  /**
   * Makes a user. An instance admin may also add one who exists, by leaving the password out.
   * @throws AppError 400, 409
   */
  async add(caller: Caller, member: NewMember): Promise<{ user_id: string; password?: string }> {
    const { workspaceId } = caller
    const { username, role, site_ids: siteIds = null } = member
    await this.#checkSites(workspaceId, siteIds)
    const now = this.#clock.now()
    const existing = await this.#store.byName(username)
    if (existing) {
      if (!caller.instanceAdmin || member.password !== undefined) throw conflict('A user of this name exists already')
      const membership = membershipOf(existing.user_id, workspaceId, role, siteIds, now)
      if (!(await this.#store.addMember(membership))) throw conflict('This user is a member already')
      this.#auth.userChanged(existing.user_id)
      await this.#record(caller, 'user.add', username, { role })
      return { user_id: existing.user_id }
    }
    const password = member.password ?? generatePassword()
    checkPassword(password, username)
    const user = await newUser({ username, password, mustChange: member.password === undefined }, now)
    await this.#store.insert(user, membershipOf(user.user_id, workspaceId, role, siteIds, now))
    await this.#record(caller, 'user.create', username, { role })
    return { user_id: user.user_id, ...(member.password === undefined && { password }) }
  }

  /** @throws AppError 400, 403, 404, 409 */
  async change(caller: Caller, userId: string, change: MemberChange): Promise<void> {
    const { workspaceId } = caller
    const member = await this.#store.member(workspaceId, userId)
    if (!member) throw notFound('The user')
    const self = userId === caller.userId
    if (self && (change.role !== undefined || change.site_ids !== undefined || change.disabled))
      throw conflict('Nobody can take rights from himself: ask another admin')
    if (change.site_ids !== undefined) await this.#checkSites(workspaceId, change.site_ids)
    const account = change.password !== undefined || change.disabled !== undefined
    // The account as a whole is not this workspace's alone.
    if (account && !caller.instanceAdmin && (member.instance_admin || (await this.#store.countMemberships(userId)) > 1))
      throw forbidden('This user belongs to other workspaces too: only an instance admin may change the account')
    if (change.password !== undefined) checkPassword(change.password, member.username)

    const now = this.#clock.now()
    await this.#store.update(
      workspaceId,
      userId,
      {
        updated_at: now,
        ...(change.password !== undefined && {
          password_hash: await hashPassword(change.password),
          must_change_password: !self,
        }),
        ...(change.disabled !== undefined && { disabled_at: change.disabled ? now : null }),
      },
      {
        ...(change.role !== undefined && { role: change.role }),
        ...(change.site_ids !== undefined && { site_ids: change.site_ids }),
      },
    )
    if (change.disabled) await this.#auth.end({ userId }, 'user disabled')
    else if (change.password !== undefined)
      await this.#auth.end({ userId, except: self ? (caller.sessionId ?? undefined) : undefined }, 'password changed')
    this.#auth.userChanged(userId)
    const { password, ...shown } = change
    await this.#record(caller, 'user.change', member.username, {
      ...shown,
      ...(password !== undefined && { password: 'changed' }),
    })
  }

  /** @throws AppError 404, 409 */
  async remove(caller: Caller, userId: string): Promise<void> {
    const member = await this.#store.member(caller.workspaceId, userId)
    if (!member) throw notFound('The user')
    if (userId === caller.userId) throw conflict('Nobody can remove himself: ask another admin')
    await this.#auth.end({ userId, workspaceId: caller.workspaceId }, 'removed from the workspace')
    await this.#store.remove(caller.workspaceId, userId)
    this.#auth.userChanged(userId)
    await this.#record(caller, 'user.remove', member.username, {})
  }

  async #checkSites(workspaceId: string, siteIds: string[] | null): Promise<void> {
    if (siteIds === null) return
    if (siteIds.length === 0) throw badRequest('Name at least one site, or null for the whole workspace')
    if (!(await this.#store.sitesExist(workspaceId, siteIds))) throw badRequest('A site is not one of this workspace')
  }

  #record(caller: Caller, action: string, target: string, detail: Record<string, unknown>) {
    const { workspaceId, userId, username, address } = caller
    return this.#audit.record({ workspaceId, userId, username, action, target, detail, address, result: 'ok' })
  }
}

export async function newUser(
  fields: { username: string; password: string; mustChange: boolean; instanceAdmin?: boolean },
  now: number,
): Promise<UserRow> {
  return {
    user_id: randomUUID(),
    username: fields.username,
    username_key: fields.username.toLowerCase(),
    password_hash: await hashPassword(fields.password),
    instance_admin: fields.instanceAdmin ?? false,
    must_change_password: fields.mustChange,
    disabled_at: null,
    created_at: now,
    updated_at: now,
  }
}

const membershipOf = (
  userId: string,
  workspaceId: string,
  role: Role,
  siteIds: string[] | null,
  now: number,
): MembershipRow => ({
  user_id: userId,
  workspace_id: workspaceId,
  role,
  site_ids: siteIds,
  created_at: now,
})
