import { DOCK_MODE } from '../devices/codes.ts'
import { defineDockBehaviour } from './behaviour.ts'
import { notWorking } from './conditions.ts'

export default defineDockBehaviour('debug_mode_open', {
  refuse: notWorking,
  start: dock => dock.thing.set({ mode_code: DOCK_MODE.remoteDebugging }),
})
