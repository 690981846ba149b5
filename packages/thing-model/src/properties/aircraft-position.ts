import { AIRCRAFT } from '../aircraft.ts'
import { defineProperties } from '../define.ts'
import { satellites } from '../satellites.ts'
import { EllipsoidHeight, Float, Latitude, Longitude, RelativeHeight, Struct } from '../schema.ts'

export default defineProperties('aircraft-position', 'Place', {
  latitude: { title: 'Latitude', models: AIRCRAFT, access: 'r', push: 'osd', schema: Latitude() },
  longitude: { title: 'Longitude', models: AIRCRAFT, access: 'r', push: 'osd', schema: Longitude() },
  height: { title: 'Height', models: AIRCRAFT, access: 'r', push: 'osd', schema: EllipsoidHeight() },
  elevation: { title: 'Height above take-off', models: AIRCRAFT, access: 'r', push: 'osd', schema: RelativeHeight() },
  home_latitude: { title: 'Home latitude', models: AIRCRAFT, access: 'r', push: 'state', schema: Latitude() },
  home_longitude: { title: 'Home longitude', models: AIRCRAFT, access: 'r', push: 'state', schema: Longitude() },
  home_distance: {
    title: 'Distance to home',
    models: AIRCRAFT,
    access: 'r',
    push: 'osd',
    schema: Float({ unit: 'm' }),
  },
  position_state: { title: 'Satellites', models: AIRCRAFT, access: 'r', push: 'osd', schema: Struct(satellites) },
})
