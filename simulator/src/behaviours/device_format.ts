import { defineDockBehaviour } from './behaviour.ts'
import { inDebugging } from './conditions.ts'

export default defineDockBehaviour('device_format', {
  refuse: inDebugging,
  job: {
    seconds: 15,
    finish(dock) {
      dock.thing.merge('storage', { used: 0 })
      dock.thing.set({ media_file_detail: { remain_upload: 0 } })
    },
  },
})
