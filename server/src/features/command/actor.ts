import type { Caller } from '#platform/auth/caller.ts'
import type { Actor } from './command.service.ts'

/** Who sends, from who asks. */
export const actorOf = ({ userId, username, role, address, kind }: Caller): Actor => ({
  userId,
  username,
  role,
  address,
  kind,
})
