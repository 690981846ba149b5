import { DOCK_MODE } from '../devices/codes.ts'
import { type Data, defineDockBehaviour } from './behaviour.ts'
import { notWorking } from './conditions.ts'

/** Seconds of download and of installation. */
const DOWNLOAD = 20
const INSTALL = 40

export default defineDockBehaviour('ota_create', {
  refuse: notWorking,
  start(dock) {
    dock.thing.set({ mode_code: DOCK_MODE.upgrading, firmware_upgrade_status: 1 })
  },
  follow(dock, { devices }: Data, bid) {
    const report = (status: string, percent: number, step: string) =>
      dock.link.event(
        'ota_progress',
        { result: 0, output: { status, progress: { percent, step_key: step, current_step: step } } },
        { bid },
      )
    for (const share of [0, 0.5, 1])
      dock.later(share * DOWNLOAD, () => report('in_progress', Math.round(share * 40), 'download_firmware'))
    for (const share of [0.25, 0.6])
      dock.later(DOWNLOAD + share * INSTALL, () =>
        report('in_progress', Math.round(40 + share * 60), 'upgrade_firmware'),
      )
    dock.later(DOWNLOAD + INSTALL, () => {
      for (const { sn, product_version } of devices as { sn: string; product_version: string }[])
        (sn === dock.sn ? dock.thing : dock.aircraft).set({ firmware_version: product_version })
      dock.thing.set({ mode_code: DOCK_MODE.idle, firmware_upgrade_status: 0 })
      report('ok', 100, 'upgrade_firmware')
    })
  },
})
