import { DOCKS, defineProperties, REMOTE_CONTROLLERS } from '../define.ts'
import { IntEnum, Integer, List, SerialNumber, Struct, Text } from '../schema.ts'

const counts = {
  available_video_number: Integer({ title: 'Videos to choose from' }),
  coexist_video_number_max: Integer({ title: 'Most videos at once' }),
}
const status = (quality: Readonly<Record<number, string>>) =>
  List(
    Struct({
      video_id: Text({ title: 'Video', description: 'Serial number, camera index and video index.' }),
      video_type: Text({ title: 'Lens', maxLength: 24 }),
      video_quality: IntEnum(quality, { title: 'Quality' }),
      status: IntEnum({ 0: 'Off', 1: 'Streaming' }, { title: 'Status' }),
      error_status: Integer({ title: 'Error' }),
    }),
  )

export default defineProperties('live', 'Live video', {
  live_capacity: {
    title: 'Videos it can stream',
    models: [...DOCKS, ...REMOTE_CONTROLLERS],
    access: 'r',
    push: 'state',
    schema: Struct({
      ...counts,
      device_list: List(
        Struct({
          sn: SerialNumber(),
          ...counts,
          camera_list: List(
            Struct({
              camera_index: Text({ title: 'Camera' }),
              ...counts,
              video_list: List(
                Struct({
                  video_index: Text({ title: 'Video' }),
                  video_type: Text({ title: 'Lens' }),
                  switchable_video_types: List(Text(), { title: 'Lenses' }),
                }),
                { title: 'Videos' },
              ),
            }),
            { title: 'Cameras' },
          ),
        }),
        { title: 'Devices' },
      ),
    }),
  },
  live_status: {
    title: 'Live streams',
    models: [...DOCKS, ...REMOTE_CONTROLLERS],
    access: 'r',
    push: 'state',
    schema: status({ 0: 'Automatic', 1: 'Fluent', 2: 'Standard', 3: 'High', 4: 'Very high' }),
    variants: {
      'dji-rc-plus-2': { schema: status({ 0: 'Automatic', 1: 'Fluent', 2: 'High', 3: 'Very high' }) },
    },
  },
})
