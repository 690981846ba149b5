import { AIRCRAFT, DOCK_AIRCRAFT } from '../aircraft.ts'
import { defineProperties } from '../define.ts'
import { IntEnum, Integer, OnOff, Optional, Struct } from '../schema.ts'

const Near = (title?: string) => IntEnum({ 0: 'No', 1: 'Yes' }, { title })
const state = OnOff({ title: 'Limit' })
const distance_limit = Integer({ title: 'Distance', unit: 'm', minimum: 15, maximum: 8000, step: 1 })
const sensing = {
  horizon: OnOff({ title: 'Sideways' }),
  upside: OnOff({ title: 'Upward' }),
  downside: OnOff({ title: 'Downward' }),
}

export default defineProperties('aircraft-limits', 'Limits', {
  height_limit: {
    title: 'Height limit',
    models: AIRCRAFT,
    access: 'rw',
    push: 'osd',
    schema: Integer({ unit: 'm', minimum: 20, maximum: 1500, step: 1, description: 'Above take-off.' }),
    safety: 'motion',
  },
  is_near_height_limit: { title: 'Near the height limit', models: AIRCRAFT, access: 'r', push: 'osd', schema: Near() },
  distance_limit_status: {
    title: 'Distance limit',
    models: DOCK_AIRCRAFT,
    access: 'rw',
    push: 'osd',
    schema: Struct({ state, distance_limit, is_near_distance_limit: Near('Near the limit') }),
    settable: Struct({ state: Optional(state), distance_limit: Optional(distance_limit) }),
    safety: 'motion',
  },
  is_near_area_limit: {
    title: 'Near a restricted zone',
    models: AIRCRAFT,
    access: 'r',
    push: 'osd',
    schema: Near(),
  },
  obstacle_avoidance: {
    title: 'Obstacle sensing',
    models: AIRCRAFT,
    access: 'r',
    push: 'osd',
    schema: Struct(sensing),
    settable: Struct({
      horizon: Optional(sensing.horizon),
      upside: Optional(sensing.upside),
      downside: Optional(sensing.downside),
    }),
    safety: 'motion',
    // From a remote controller it can only be read.
    variants: { m30: { access: 'rw' }, m3d: { access: 'rw' }, m4d: { access: 'rw' } },
  },
})
