import { defineMethod } from '../../define.ts'
import { PaletteStyle } from '../../imaging.ts'
import { Bool, IntEnum, Integer, List, OnOff, Optional, Struct, Text } from '../../schema.ts'
import { TRACKING_REASONS } from '../flight.ts'
import { Filters, Score, ScoreMode } from '../remote-control.ts'

export default defineMethod('drc_ai_info_push', {
  page: 'remote-control',
  summary: 'Report target recognition and following',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    from: 'device',
    request: Struct({
      identify_on: OnOff({ title: 'Recognition' }),
      spotlight_zoom_on: OnOff({ title: 'Following' }),
      ai_spotlight_zoom: Struct(
        {
          state: IntEnum(
            { 0: 'Idle', 1: 'Waiting for a choice', 2: 'Waiting for confirmation', 3: 'Following' },
            { title: 'State' },
          ),
          state_reason: IntEnum(
            { ...TRACKING_REASONS, 13: 'Zoom limit reached', 14: 'Target lost', 15: 'GPS weak' },
            { title: 'Reason' },
          ),
        },
        { title: 'Following' },
      ),
      ai_model_list: List(Struct({ index: Integer({ title: 'Model' }), signed_name: Text({ title: 'Name' }) }), {
        title: 'Models',
      }),
      selected_ai_model: Struct(
        {
          index: Integer({ title: 'Model' }),
          score: Score,
          score_mode: ScoreMode,
          image_source: List(IntEnum({ 1: 'Wide-angle', 2: 'Zoom', 3: 'Infrared', 7: 'Visible light' }), {
            title: 'Pictures it reads',
          }),
          digital_effect: List(PaletteStyle(), { title: 'Palettes it reads' }),
          filters: Filters,
          labels: List(Struct({ index: Integer({ title: 'Label' }), name: Text({ title: 'Name' }) }), {
            title: 'Kinds of target',
          }),
        },
        { title: 'Model in use' },
      ),
      ai_wayline_state: Optional(
        Struct(
          {
            sequence_shot: Bool({ title: 'Series of photos' }),
            wait_control: Bool({ title: 'Waiting for the operator' }),
            record: Bool({ title: 'Recording' }),
            normal_shot: Bool({ title: 'Photo' }),
            count_down_time: Integer({ title: 'Goes on in', unit: 's' }),
            alert_uuid: Text({ title: 'Alert id' }),
          },
          { title: 'Recognition in a mission' },
        ),
      ),
    }),
    example: {
      request: {
        identify_on: 1,
        spotlight_zoom_on: 1,
        ai_spotlight_zoom: { state: 0, state_reason: 0 },
        ai_model_list: [
          { index: 0, signed_name: 'DJI' },
          { index: 128, signed_name: 'Motorway' },
        ],
        selected_ai_model: {
          index: 0,
          score: 100,
          score_mode: 1,
          image_source: [1, 2, 3],
          digital_effect: [0, 1, 2],
          filters: [1, 2, 3],
          labels: [
            { index: 0, name: 'Motorcycle' },
            { index: 1, name: 'Bicycle' },
          ],
        },
        ai_wayline_state: {
          sequence_shot: true,
          wait_control: true,
          record: true,
          normal_shot: true,
          count_down_time: 23,
          alert_uuid: 'xxxxxxxxxxxxxxx',
        },
      },
    },
    notes: 'ai_wayline_state stands in the example alone; its meaning is ours.',
  },
})
