import { DOCK_MODE } from '../devices/codes.ts'
import { defineDockBehaviour } from './behaviour.ts'
import { inDebugging } from './conditions.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('debug_mode_close', {
  refuse: dock => (dock.job ? RESULT.busy : inDebugging(dock)),
  start: dock => dock.thing.set({ mode_code: DOCK_MODE.idle }),
})
