/** Distance and time against the battery. */
import { estimate } from '../../flight/estimate.ts'
import { inDocument, type Rule } from '../context.ts'

/** Shares of the published flight time, which no wind and no reserve were taken off. */
const MUCH = 0.7
const OVER = 0.95

export const budget: Rule = context => {
  const { kmz, aircraft, aircraftName, options, report } = context
  if (!kmz.waylines || !aircraft) return
  const { battery = 0, duration } = estimate(kmz.waylines.Document, { aircraft, takeOff: options.takeOff })
  if (battery <= MUCH) return
  report(battery > OVER ? 'battery.over' : 'battery.much', inDocument('waylines'), {
    minutes: Math.round(duration / 60),
    share: Math.round(battery * 100),
    aircraft: aircraftName,
  })
}
