import { DOCKS, defineProperties } from '../define.ts'
import { IntEnum, Integer, List, Struct } from '../schema.ts'

export default defineProperties('dock-maintenance', 'Maintenance', {
  job_number: { title: 'Flights', models: DOCKS, access: 'r', push: 'osd', schema: Integer({ unit: 'times' }) },
  acc_time: { title: 'Time at work', models: DOCKS, access: 'r', push: 'state', schema: Integer({ unit: 's' }) },
  first_power_on: {
    title: 'First switched on',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Integer({ unit: 'ms-epoch', minimum: 0, sentinels: [0] }),
  },
  maintain_status: {
    title: 'Maintenance',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({
      maintain_status_array: List(
        Struct({
          state: IntEnum({ 0: 'Not due', 1: 'Due' }, { title: 'Maintenance' }),
          last_maintain_type: IntEnum({ 0: 'None', 17: 'Regular', 18: 'Deep' }, { title: 'Last' }),
          last_maintain_time: Integer({ title: 'Last at', unit: 's-epoch', sentinels: [0] }),
          last_maintain_work_sorties: Integer({ title: 'Flights at the last', unit: 'times' }),
        }),
        { title: 'Kinds of maintenance' },
      ),
    }),
  },
  media_file_detail: {
    title: 'Media to upload',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({ remain_upload: Integer({ title: 'Files left' }) }),
  },
})
