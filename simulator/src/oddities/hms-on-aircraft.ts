import { looseEvent, type Oddity } from './oddity.ts'

export default {
  name: 'hms-on-aircraft',
  summary: "Sends hms, mostly with an empty list, on the aircraft's own topic.",
  extra({ sn, random, now }, aircraftSn) {
    if (!aircraftSn || random() > 0.2) return []
    const alarm = {
      code: '0x16100083',
      device_type: '0-67-0',
      imminent: 1,
      in_the_sky: 0,
      level: 2,
      module: 3,
      args: {},
    }
    const list = random() < 0.7 ? [] : [{ ...alarm, args: { component_index: 0, sensor_index: 0 } }]
    return [looseEvent(aircraftSn, sn, 'hms', { list }, now())]
  },
} satisfies Oddity
