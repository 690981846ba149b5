import { defineDockBehaviour } from './behaviour.ts'
import { inDebugging } from './conditions.ts'

/** Seconds from the last report until the dock is back. */
const REBOOT = 60

export default defineDockBehaviour('device_reboot', {
  refuse: inDebugging,
  job: {
    seconds: 8,
    finish: () => {},
    // A moment for the last report to leave before the lights go out.
    after: dock => dock.later(1, () => dock.reboot(REBOOT)),
  },
})
