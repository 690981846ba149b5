import { defineDockBehaviour } from './behaviour.ts'
import { changeDongle, dongleFound } from './dongles.ts'

export default defineDockBehaviour('sim_slot_switch', {
  refuse: dongleFound,
  start: (dock, data) => changeDongle(dock, data, () => ({ sim_slot: data.sim_slot })),
})
