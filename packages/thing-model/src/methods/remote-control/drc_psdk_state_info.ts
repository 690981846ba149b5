import { defineMethod } from '../../define.ts'
import { Bool, IntEnum, Integer, List, Optional, Percent, SerialNumber, Struct, Text } from '../../schema.ts'
import { PlayMode, PsdkIndex, SpeechLanguage, Voice } from '../remote-control.ts'

export default defineMethod('drc_psdk_state_info', {
  page: 'remote-control',
  summary: 'Report the state of an accessory',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock3'],
    from: 'device',
    request: Struct({
      psdk_index: PsdkIndex,
      psdk_type: IntEnum({ 4: 'Third party', 5: 'DJI' }, { title: 'Maker' }),
      psdk_name: Text({ title: 'Name', description: 'DJI calls its own Searchlight and Speaker.' }),
      psdk_sn: SerialNumber(),
      psdk_version: Text({ title: 'Firmware' }),
      psdk_lib_version: Text({ title: 'PSDK library' }),
      speaker: Optional(
        Struct(
          {
            work_mode: IntEnum(
              { 0: 'Text to speech', 1: 'Live voice', 4: 'Play while receiving', 5: 'In a mission' },
              { title: 'Mode' },
            ),
            play_mode: PlayMode,
            system_state: IntEnum(
              {
                0: 'Idle',
                1: 'Sending to the aircraft',
                2: 'Playing',
                3: 'Fault',
                4: 'Converting text',
                99: 'Downloading',
              },
              { title: 'State' },
            ),
            play_volume: Percent({ title: 'Volume' }),
            play_file_name: Text({ title: 'File' }),
            play_file_md5: Text({ title: 'MD5 of the file' }),
            tts_volume: Percent({ title: 'Speech volume' }),
            tts_type: Voice,
            tts_language: SpeechLanguage,
            tts_speed: Percent({ title: 'Speech speed' }),
          },
          { title: 'Loudspeaker' },
        ),
      ),
      light: Optional(
        Struct(
          {
            work_mode: Integer({ title: 'Mode' }),
            brightness: Percent({ title: 'Brightness' }),
            calibration_status: IntEnum({ 0: 'Done', 1: 'Running', 2: 'Failed' }, { title: 'Calibration' }),
            calibration_progress: Percent({ title: 'Calibration progress' }),
            left_value: Integer({ title: 'Left lamp', unit: 'deg' }),
            right_value: Integer({ title: 'Right lamp', unit: 'deg' }),
            wide_field_mode: Bool({ title: 'Wide beam' }),
            light_gimbal_control: Bool({ title: 'Follow the gimbal' }),
          },
          { title: 'Searchlight' },
        ),
      ),
      values: Optional(
        List(Struct({ index: Integer({ title: 'Control' }), value: Integer({ title: 'Value' }) }), {
          title: 'Controls',
        }),
      ),
    }),
    example: {
      request: {
        psdk_index: 2,
        psdk_type: 5,
        psdk_name: 'Speaker',
        psdk_sn: 'SPEAKER01',
        psdk_version: '01.00.00.10',
        psdk_lib_version: '3.9.0',
        speaker: { work_mode: 0, play_mode: 0, system_state: 0, play_volume: 60 },
      },
    },
    notes:
      'The table calls values a struct; accessories have several controls, and the property psdk_widget_values ' +
      'is a list.',
  },
})
