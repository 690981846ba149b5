/** Progress of remote-debug jobs: every method that reports by events of its own name. */
import { METHODS } from '@rookery/thing-model'
import type { Link } from '#link/link.ts'
import type { Commands } from '../command/index.ts'

export function cmdHandlers(link: Link, commands: Commands) {
  for (const method of METHODS.values())
    if (method.progress && method.events && method.page === 'cmd')
      link.handle('events', method.name, message => commands.progress(message))
}
