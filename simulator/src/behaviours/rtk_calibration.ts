import { type Data, defineDockBehaviour } from './behaviour.ts'

interface Target {
  sn: string
  type: number
  module: string
  data: { latitude: number; longitude: number; height: number }
}

/** Reports once, at the end, with a result per device: only its own calibration succeeds. */
export default defineDockBehaviour('rtk_calibration', {
  job: {
    seconds: 5,
    silent: true,
    finish(dock, { devices }: Data) {
      const own = (devices as Target[]).find(({ sn }) => sn === dock.sn)
      if (!own) return
      dock.thing.set({ self_converge_coordinate: own.data, ...own.data })
      dock.thing.merge('position_state', { is_calibration: 1 })
    },
    output(dock, { devices }: Data) {
      const rows = (devices as Target[]).map(({ sn, type, module }) =>
        sn === dock.sn
          ? { sn, type, module, result: 0, status: 'ok' }
          : { sn, type, module, result: 1, status: 'failed' },
      )
      const ok = rows.every(row => row.result === 0)
      return {
        status: ok ? 'ok' : 'failed',
        progress: { percent: ok ? 100 : 0, current_step: 1 },
        ext: { version: 1, devices: rows },
      }
    },
  },
})
