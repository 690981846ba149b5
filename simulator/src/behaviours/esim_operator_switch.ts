import { defineDockBehaviour } from './behaviour.ts'
import { changeDongle, dongleFound } from './dongles.ts'

export default defineDockBehaviour('esim_operator_switch', {
  refuse: dongleFound,
  job: {
    seconds: 10,
    finish: (dock, data) =>
      changeDongle(dock, data, ({ esim_infos }) => ({
        esim_infos: esim_infos.map(info => ({ ...info, enabled: info.telecom_operator === data.esim_operator })),
      })),
  },
})
