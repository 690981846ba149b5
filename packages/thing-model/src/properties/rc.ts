import { defineProperties, REMOTE_CONTROLLERS } from '../define.ts'
import { EllipsoidHeight, Latitude, List, Longitude, Percent, Text } from '../schema.ts'

export default defineProperties('rc', 'Remote controller', {
  capacity_percent: {
    title: 'Battery',
    models: REMOTE_CONTROLLERS,
    access: 'r',
    push: 'osd',
    schema: Percent({ sentinels: [32767] }),
  },
  latitude: { title: 'Latitude', models: REMOTE_CONTROLLERS, access: 'r', push: 'osd', schema: Latitude() },
  longitude: { title: 'Longitude', models: REMOTE_CONTROLLERS, access: 'r', push: 'osd', schema: Longitude() },
  height: { title: 'Height', models: REMOTE_CONTROLLERS, access: 'r', push: 'osd', schema: EllipsoidHeight() },
  cloud_control_auth: {
    title: 'Authority lent to the cloud',
    models: REMOTE_CONTROLLERS,
    access: 'r',
    push: 'state',
    schema: List(Text({ description: 'flight: flight authority.' })),
  },
})
