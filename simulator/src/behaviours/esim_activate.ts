import { defineDockBehaviour } from './behaviour.ts'
import { changeDongle, dongleFound } from './dongles.ts'

export default defineDockBehaviour('esim_activate', {
  refuse: dongleFound,
  job: {
    seconds: 20,
    finish: (dock, data) =>
      // The aircraft's page counts from unknown, so that "activated" is 2 there and 1 on a dock.
      changeDongle(dock, data, () => ({ esim_activate_state: data.device_type === 'drone' ? 2 : 1 })),
  },
})
