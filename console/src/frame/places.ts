/** The nine places of the console, in the order of the navigation. */
import type { IconName } from '../ui/icons.ts'

export interface Place {
  name: 'live' | 'missions' | 'routes' | 'flights' | 'media' | 'fleet' | 'airspace' | 'alarms' | 'admin'
  icon: IconName
  /** Second key of "g ...". */
  key: string
}
export const PLACES: readonly Place[] = [
  { name: 'live', icon: 'live', key: 'l' },
  { name: 'missions', icon: 'missions', key: 'm' },
  { name: 'routes', icon: 'routes', key: 'r' },
  { name: 'flights', icon: 'flights', key: 'h' },
  { name: 'media', icon: 'media', key: 'e' },
  { name: 'fleet', icon: 'fleet', key: 'f' },
  { name: 'airspace', icon: 'airspace', key: 's' },
  { name: 'alarms', icon: 'alarms', key: 'a' },
  { name: 'admin', icon: 'admin', key: 'd' },
]
