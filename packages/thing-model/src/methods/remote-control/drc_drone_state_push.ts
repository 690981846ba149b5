import { AircraftMode } from '../../aircraft.ts'
import { defineMethod } from '../../define.ts'
import { IntEnum, OnOff, Optional, Struct } from '../../schema.ts'

export default defineMethod('drc_drone_state_push', {
  page: 'remote-control',
  summary: 'Report lights and flight mode of the aircraft',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2', 'rc-pro'],
    from: 'device',
    request: Struct({
      stealth_state: OnOff({ title: 'Stealth' }),
      night_lights_state: OnOff({ title: 'Beacon' }),
      mode_code: AircraftMode(),
      landing_type: Optional(
        IntEnum(
          {
            0: 'Not landing',
            1: 'Landing in the dock',
            2: 'Landing at the alternate site',
            3: 'Landing on command',
            4: 'Landing by itself',
          },
          { title: 'Landing' },
        ),
      ),
      landing_protection_type: Optional(
        IntEnum(
          {
            0: 'Not checking',
            1: 'Ground unsuitable, landing ended',
            2: 'Ground unknown, landing ended',
            3: 'Checking in the dock',
          },
          { title: 'Ground check' },
        ),
      ),
    }),
    example: { request: { mode_code: 0, night_lights_state: 0, stealth_state: 0 } },
    variants: { dock3: { on: 'events' } },
    notes:
      'Dock 3 sends it on events although its page says drc/up. The page calls the two switches booleans; the ' +
      'wire carries 0 and 1.',
  },
})
