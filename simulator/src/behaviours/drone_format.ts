import { defineDockBehaviour } from './behaviour.ts'
import { all, inDebugging } from './conditions.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('drone_format', {
  refuse: all(inDebugging, dock => (dock.aircraft.powered ? 0 : RESULT.noStorageFound)),
  job: {
    seconds: 15,
    finish: dock => dock.aircraft.merge('storage', { used: 0 }),
  },
})
