/** Satellite reception, reported alike by docks and aircraft. */
import { IntEnum, Integer } from './schema.ts'

export const satellites = {
  is_fixed: IntEnum({ 0: 'Not started', 1: 'Converging', 2: 'Fixed', 3: 'Failed' }, { title: 'RTK' }),
  quality: IntEnum(
    { 1: 'Level 1', 2: 'Level 2', 3: 'Level 3', 4: 'Level 4', 5: 'Level 5', 10: 'RTK fixed' },
    { title: 'Reception', sentinels: [0] },
  ),
  gps_number: Integer({ title: 'GPS satellites' }),
  rtk_number: Integer({ title: 'RTK satellites' }),
}
