import { ROD } from '../devices/codes.ts'
import { defineDockBehaviour } from './behaviour.ts'
import { mayMove } from './conditions.ts'

export default defineDockBehaviour('putter_open', {
  refuse: mayMove,
  job: {
    seconds: 15,
    step(dock, step) {
      if (step === 'open_putter') dock.thing.set({ putter_state: ROD.halfOpen })
    },
    finish: dock => dock.thing.set({ putter_state: ROD.open }),
  },
})
