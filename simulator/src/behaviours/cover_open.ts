import { COVER } from '../devices/codes.ts'
import { defineDockBehaviour } from './behaviour.ts'
import { mayMove } from './conditions.ts'

export default defineDockBehaviour('cover_open', {
  refuse: mayMove,
  job: {
    seconds: 15,
    step(dock, step) {
      if (step === 'open_cover' && dock.osd.cover_state !== COVER.open) dock.thing.set({ cover_state: COVER.halfOpen })
    },
    finish: dock => dock.thing.set({ cover_state: COVER.open }),
  },
})
