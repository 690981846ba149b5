import { defineMethod } from '../../define.ts'
import { Float, Result, Struct } from '../../schema.ts'

/** Ten-thousandths of the width or height of the picture. */
const Myriad = (title: string) => Float({ title, unit: '1/10000', minimum: 0, maximum: 10000, step: 1 })

export default defineMethod('drc_ai_spotlight_zoom_select', {
  page: 'remote-control',
  summary: 'Choose a target by a frame in the picture',
  description: 'drc_ai_spotlight_zoom_confirm then starts following it.',
  safety: 'payload',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    request: Struct({
      center_x: Myriad('Centre across'),
      center_y: Myriad('Centre down'),
      width: Myriad('Width'),
      height: Myriad('Height'),
    }),
    reply: Result,
    example: { reply: { result: 0 }, request: { center_x: 5000, center_y: 5000, width: 1000, height: 1000 } },
    notes: 'The example writes its values as products (1.0*10000), which is not JSON.',
  },
})
