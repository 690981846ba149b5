import { defineMethod } from '../../define.ts'
import { CameraMode, NightMode, PhotoFormat, StoredLenses, VideoResolution } from '../../imaging.ts'
import { Bool, Float, IntEnum, Integer, OnOff, Optional, PayloadIndex, Struct } from '../../schema.ts'

export default defineMethod('drc_camera_state_push', {
  page: 'remote-control',
  summary: 'Report mode, storage and recording of a camera',
  safety: 'read',
  reference: 'dock-to-cloud/mqtt/dock/dock3/remote-control.html',
  drc: {
    products: ['dock2', 'dock3', 'dji-rc-plus-2'],
    from: 'device',
    request: Struct({
      payload_index: PayloadIndex(),
      camera_state: Struct(
        {
          camera_mode: CameraMode(),
          interval_photo_interval: Float({ title: 'Photo interval', unit: 's' }),
          video_resolution: VideoResolution(),
          linkage_zoom_state: OnOff({ title: 'Linked zoom' }),
          photo_size: IntEnum(
            { 0: 'Default', 1: 'Extra small', 2: 'Small', 3: 'Medium', 4: 'Large', 5: 'Extra large' },
            { title: 'Photo size' },
          ),
          photo_format: Optional(PhotoFormat()),
          record_time: Integer({ title: 'Recording for', unit: 's' }),
          recording_state: IntEnum({ 0: 'Idle', 1: 'Recording' }, { title: 'Video' }),
          photo_state: IntEnum({ 0: 'Idle', 1: 'Taking pictures' }, { title: 'Photo' }),
          remain_photo_num: Integer({ title: 'Photos left' }),
          remain_record_duration: Integer({ title: 'Recording time left', unit: 's' }),
          night_mode_settings: Optional(
            Struct(
              {
                night_mode: NightMode(),
                denoise_level: IntEnum(
                  { 0: 'Off', 1: 'Standard', 2: 'Strong', 3: 'Very strong' },
                  { title: 'Noise reduction' },
                ),
                night_vision_enable: Bool({ title: 'Black-and-white night vision' }),
                infrared_fill_light_enable: Bool({ title: 'Infrared light' }),
                night_scene_mode_suggestion: IntEnum({ 0: 'None', 1: 'Switch night mode on' }, { title: 'Suggestion' }),
                is_working: IntEnum({ 0: 'No', 1: 'Yes' }, { title: 'In effect' }),
              },
              { title: 'Night mode' },
            ),
          ),
        },
        { title: 'Camera' },
      ),
      media_storage: Struct(
        {
          photo_storage_settings: StoredLenses('Photos stored'),
          video_storage_settings: StoredLenses('Videos stored'),
        },
        { title: 'Storage' },
      ),
    }),
    example: {
      request: {
        camera_state: {
          camera_mode: 0,
          interval_photo_interval: 2.5,
          linkage_zoom_state: 0,
          photo_size: 1,
          photo_state: 0,
          record_time: 0,
          recording_state: 0,
          remain_photo_num: 6727,
          remain_record_duration: 0,
          video_resolution: 0,
          night_mode_settings: {
            night_mode: 0,
            denoise_level: 1,
            night_vision_enable: true,
            infrared_fill_light_enable: true,
            night_scene_mode_suggestion: 1,
            is_working: 1,
          },
        },
        media_storage: { photo_storage_settings: ['current', 'ir'], video_storage_settings: ['current', 'ir'] },
        payload_index: '81-0-0',
      },
    },
    notes:
      'Night mode and thermal photo format come from Dock 3 alone. The page calls linkage_zoom_state a boolean; ' +
      'the wire carries 0 and 1.',
  },
})
