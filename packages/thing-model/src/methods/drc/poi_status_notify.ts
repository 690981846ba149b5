import { defineMethod } from '../../define.ts'
import { Float, IntEnum, Struct, TextEnum } from '../../schema.ts'
import { TRACKING_REASONS } from '../flight.ts'

/** State of circling; the numbering of reasons differs by gateway. */
const poiStatus = (reasons: Readonly<Record<number, string>>) =>
  Struct({
    status: TextEnum({ in_progress: 'Circling', ok: 'Done', failed: 'Failed' }, { title: 'Status' }),
    reason: IntEnum(reasons, { title: 'Reason' }),
    circle_radius: Float({ title: 'Radius', unit: 'm' }),
    circle_speed: Float({ title: 'Speed', unit: 'm/s' }),
    max_circle_speed: Float({ title: 'Highest speed', unit: 'm/s' }),
  })

/** Dock 1 counts from 1 what the others count from 160. */
const DOCK1_REASONS = {
  0: TRACKING_REASONS[0],
  1: TRACKING_REASONS[161],
  2: TRACKING_REASONS[162],
  3: TRACKING_REASONS[163],
  4: TRACKING_REASONS[164],
  5: TRACKING_REASONS[165],
  6: TRACKING_REASONS[166],
  7: TRACKING_REASONS[167],
  8: TRACKING_REASONS[168],
}

export default defineMethod('poi_status_notify', {
  page: 'drc',
  summary: 'Report how circling a point goes',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock1/drc.html',
  events: {
    products: ['dock1', 'dji-rc-plus-2'],
    request: poiStatus(TRACKING_REASONS),
    example: {
      request: { circle_radius: 10.1, circle_speed: 100.1, max_circle_speed: 200.2, reason: 0, status: 'in_progress' },
    },
    variants: { dock1: { request: poiStatus(DOCK1_REASONS) } },
  },
})
