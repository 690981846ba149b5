import { type Data, defineDockBehaviour } from './behaviour.ts'
import { RESULT } from './results.ts'

export default defineDockBehaviour('sdr_workmode_switch', {
  refuse(dock, { link_workmode }: Data) {
    const { dongle_number } = dock.osd.wireless_link as { dongle_number: number }
    return link_workmode === 1 && dongle_number === 0 ? RESULT.noDockDongle : 0
  },
  start(dock, { link_workmode }: Data) {
    const quality = link_workmode === 1 ? 4 : 0
    dock.thing.merge('wireless_link', {
      link_workmode,
      '4g_link_state': link_workmode,
      '4g_quality': quality,
      '4g_uav_quality': quality,
      '4g_gnd_quality': quality,
    })
  },
})
