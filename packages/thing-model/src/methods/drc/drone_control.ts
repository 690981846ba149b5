import { DOCKS, defineMethod } from '../../define.ts'
import { Float, Integer, ResultWith, Struct } from '../../schema.ts'

export default defineMethod('drone_control', {
  page: 'drc',
  summary: 'Fly by speeds along the axes of the aircraft',
  description: 'Deprecated in favour of stick_control. Repeat it 5 to 10 times a second. Answered only when it fails.',
  safety: 'motion',
  generic: false,
  reference: 'dock-to-cloud/mqtt/dock/dock3/drc.html',
  drc: {
    products: DOCKS,
    request: Struct({
      seq: Integer({
        title: 'Sequence',
        minimum: 0,
        maximum: 4294967295,
        description: 'Counts up; starts at 0 again when x, y, h or w change.',
      }),
      x: Float({ title: 'Forward', unit: 'm/s', minimum: -17, maximum: 17, step: 0.1 }),
      y: Float({ title: 'Right', unit: 'm/s', minimum: -17, maximum: 17, step: 0.1 }),
      h: Float({ title: 'Up', unit: 'm/s', minimum: -4, maximum: 5, step: 0.1 }),
      w: Float({ title: 'Turn clockwise', unit: 'deg/s', minimum: -90, maximum: 90, step: 0.1 }),
    }),
    reply: ResultWith(Struct({ seq: Integer({ title: 'Sequence' }) })),
    example: {
      request: { h: 2.76, seq: 1, w: 2.86, x: 2.34, y: -2.45 },
      reply: { output: { seq: -1 }, result: 319033 },
    },
  },
})
