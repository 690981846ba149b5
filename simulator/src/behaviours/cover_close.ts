import { COVER } from '../devices/codes.ts'
import { defineDockBehaviour } from './behaviour.ts'
import { mayMove } from './conditions.ts'

export default defineDockBehaviour('cover_close', {
  refuse: mayMove,
  job: {
    seconds: 20,
    step(dock, step) {
      if (step === 'close_cover' && dock.osd.cover_state !== COVER.closed)
        dock.thing.set({ cover_state: COVER.halfOpen })
    },
    finish: dock => dock.thing.set({ cover_state: COVER.closed }),
  },
})
