/** The pages of Admin: their order, their least role, and the group they stand in. */
import type { Role } from '../../api/types.ts'
import type { IconName } from '../../ui/index.ts'

export interface Section {
  /** Last part of the address, and the key of its words. */
  name: string
  icon: IconName
  role: Role
}
export const SECTIONS: readonly { group: string; sections: readonly Section[] }[] = [
  {
    group: 'devices',
    sections: [
      { name: 'connect', icon: 'dock', role: 'viewer' },
      { name: 'sites', icon: 'live', role: 'viewer' },
    ],
  },
  {
    group: 'people',
    sections: [
      { name: 'users', icon: 'user', role: 'admin' },
      { name: 'api-keys', icon: 'key', role: 'admin' },
      { name: 'workspaces', icon: 'layers', role: 'viewer' },
    ],
  },
  {
    group: 'settings',
    sections: [
      { name: 'licence', icon: 'globe', role: 'admin' },
      { name: 'engineering', icon: 'wrench', role: 'viewer' },
    ],
  },
  {
    group: 'records',
    sections: [
      { name: 'commands', icon: 'refresh', role: 'viewer' },
      { name: 'audit', icon: 'lock', role: 'admin' },
      { name: 'deviations', icon: 'warning', role: 'viewer' },
    ],
  },
  {
    group: 'system',
    sections: [
      { name: 'storage', icon: 'media', role: 'viewer' },
      { name: 'doctor', icon: 'info', role: 'viewer' },
    ],
  },
]
export const roleOf = (name: string): Role =>
  SECTIONS.flatMap(g => g.sections).find(s => s.name === name)?.role ?? 'viewer'
