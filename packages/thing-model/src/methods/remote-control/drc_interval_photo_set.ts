import { defineMethod } from '../../define.ts'
import { FloatEnum, PayloadIndex, Result, Struct } from '../../schema.ts'

export default defineMethod('drc_interval_photo_set', {
  page: 'remote-control',
  summary: 'Set the interval of timed photos',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock2/remote-control.html',
  drc: {
    products: ['dock2', 'dji-rc-plus-2'],
    request: Struct({
      payload_index: PayloadIndex(),
      interval: FloatEnum(
        {
          0.7: '0.7 s',
          1: '1 s',
          2: '2 s',
          3: '3 s',
          5: '5 s',
          7: '7 s',
          10: '10 s',
          15: '15 s',
          20: '20 s',
          30: '30 s',
          60: '60 s',
        },
        { title: 'Interval', unit: 's', description: 'Photos of 8K and more need at least 2 s.' },
      ),
    }),
    reply: Result,
    example: { request: { interval: 1, payload_index: '80-0-0' }, reply: { result: 0 } },
    notes: 'The page calls interval a string; its example carries a number.',
  },
})
