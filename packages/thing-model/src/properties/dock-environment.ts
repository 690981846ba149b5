import { DOCKS, defineProperties } from '../define.ts'
import { Float, IntEnum, Integer, type NumberOptions, Struct } from '../schema.ts'

/** Docks send the largest 16-bit number, or a tenth of it, for a sensor that does not answer. */
const Measured = (options: NumberOptions) => Float({ sentinels: [32767, 3276.7], ...options })

export default defineProperties('dock-environment', 'Surroundings', {
  rainfall: {
    title: 'Rain',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: IntEnum({ 0: 'None', 1: 'Light', 2: 'Moderate', 3: 'Heavy' }),
  },
  wind_speed: { title: 'Wind', models: DOCKS, access: 'r', push: 'osd', schema: Measured({ unit: 'm/s' }) },
  environment_temperature: {
    title: 'Temperature outside',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Measured({ unit: 'degC' }),
  },
  temperature: {
    title: 'Temperature inside',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Measured({ unit: 'degC' }),
  },
  humidity: {
    title: 'Humidity inside',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Measured({ unit: 'percent', minimum: 0, maximum: 100, step: 0.1 }),
  },
  air_conditioner: {
    title: 'Air conditioner',
    models: DOCKS,
    access: 'r',
    push: 'osd',
    schema: Struct({
      air_conditioner_state: IntEnum(
        {
          0: 'Idle',
          1: 'Cooling',
          2: 'Heating',
          3: 'Drying',
          4: 'Ending cooling',
          5: 'Ending heating',
          6: 'Ending drying',
          7: 'Preparing cooling',
          8: 'Preparing heating',
          9: 'Preparing drying',
          10: 'Preparing ventilation',
          11: 'Ventilating',
          12: 'Ending ventilation',
          13: 'Preparing demisting',
          14: 'Demisting',
          15: 'Ending demisting',
        },
        { title: 'State' },
      ),
      switch_time: Integer({ title: 'Can switch in', unit: 's' }),
    }),
  },
})
