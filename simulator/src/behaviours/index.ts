/** Every file of this folder with a default export; a test sees to it that none is forgotten. */

import air_conditioner_mode_switch from './air_conditioner_mode_switch.ts'
import alarm_state_switch from './alarm_state_switch.ts'
import battery_maintenance_switch from './battery_maintenance_switch.ts'
import battery_store_mode_switch from './battery_store_mode_switch.ts'
import type { Behaviour } from './behaviour.ts'
import camera_exposure_mode_set from './camera_exposure_mode_set.ts'
import camera_exposure_set from './camera_exposure_set.ts'
import camera_focal_length_set from './camera_focal_length_set.ts'
import camera_focus_mode_set from './camera_focus_mode_set.ts'
import camera_focus_value_set from './camera_focus_value_set.ts'
import camera_frame_zoom from './camera_frame_zoom.ts'
import camera_mode_switch from './camera_mode_switch.ts'
import camera_photo_stop from './camera_photo_stop.ts'
import camera_photo_take from './camera_photo_take.ts'
import camera_point_focus_action from './camera_point_focus_action.ts'
import camera_recording_start from './camera_recording_start.ts'
import camera_recording_stop from './camera_recording_stop.ts'
import camera_screen_drag from './camera_screen_drag.ts'
import camera_screen_split from './camera_screen_split.ts'
import charge_close from './charge_close.ts'
import charge_open from './charge_open.ts'
import cloud_control_auth_request from './cloud_control_auth_request.ts'
import cloud_control_release from './cloud_control_release.ts'
import cover_close from './cover_close.ts'
import cover_force_close from './cover_force_close.ts'
import cover_open from './cover_open.ts'
import debug_mode_close from './debug_mode_close.ts'
import debug_mode_open from './debug_mode_open.ts'
import device_format from './device_format.ts'
import device_reboot from './device_reboot.ts'
import drc_mode_enter from './drc_mode_enter.ts'
import drc_mode_exit from './drc_mode_exit.ts'
import drone_close from './drone_close.ts'
import drone_format from './drone_format.ts'
import drone_open from './drone_open.ts'
import esim_activate from './esim_activate.ts'
import esim_operator_switch from './esim_operator_switch.ts'
import flight_authority_grab from './flight_authority_grab.ts'
import flight_setup_abort from './flight_setup_abort.ts'
import flighttask_create from './flighttask_create.ts'
import flighttask_execute from './flighttask_execute.ts'
import flighttask_pause from './flighttask_pause.ts'
import flighttask_prepare from './flighttask_prepare.ts'
import flighttask_recovery from './flighttask_recovery.ts'
import flighttask_stop from './flighttask_stop.ts'
import flighttask_undo from './flighttask_undo.ts'
import fly_to_point from './fly_to_point.ts'
import fly_to_point_stop from './fly_to_point_stop.ts'
import fly_to_point_update from './fly_to_point_update.ts'
import gimbal_reset from './gimbal_reset.ts'
import in_flight_wayline_cancel from './in_flight_wayline_cancel.ts'
import in_flight_wayline_deliver from './in_flight_wayline_deliver.ts'
import in_flight_wayline_recover from './in_flight_wayline_recover.ts'
import in_flight_wayline_stop from './in_flight_wayline_stop.ts'
import ir_metering_area_set from './ir_metering_area_set.ts'
import ir_metering_mode_set from './ir_metering_mode_set.ts'
import ir_metering_point_set from './ir_metering_point_set.ts'
import live_lens_change from './live_lens_change.ts'
import live_set_quality from './live_set_quality.ts'
import live_start_push from './live_start_push.ts'
import live_stop_push from './live_stop_push.ts'
import ota_create from './ota_create.ts'
import payload_authority_grab from './payload_authority_grab.ts'
import photo_storage_set from './photo_storage_set.ts'
import psdk_widget_value_set from './psdk_widget_value_set.ts'
import putter_close from './putter_close.ts'
import putter_open from './putter_open.ts'
import return_home from './return_home.ts'
import return_home_cancel from './return_home_cancel.ts'
import return_specific_home from './return_specific_home.ts'
import rtk_calibration from './rtk_calibration.ts'
import sdr_workmode_switch from './sdr_workmode_switch.ts'
import sim_slot_switch from './sim_slot_switch.ts'
import speaker_audio_play_start from './speaker_audio_play_start.ts'
import speaker_play_mode_set from './speaker_play_mode_set.ts'
import speaker_play_stop from './speaker_play_stop.ts'
import speaker_play_volume_set from './speaker_play_volume_set.ts'
import speaker_replay from './speaker_replay.ts'
import speaker_tts_play_start from './speaker_tts_play_start.ts'
import supplement_light_close from './supplement_light_close.ts'
import supplement_light_open from './supplement_light_open.ts'
import takeoff_to_point from './takeoff_to_point.ts'
import upload_flighttask_media_prioritize from './upload_flighttask_media_prioritize.ts'
import video_storage_set from './video_storage_set.ts'

const ALL: readonly Behaviour[] = [
  air_conditioner_mode_switch,
  alarm_state_switch,
  battery_maintenance_switch,
  battery_store_mode_switch,
  camera_exposure_mode_set,
  camera_exposure_set,
  camera_focal_length_set,
  camera_focus_mode_set,
  camera_focus_value_set,
  camera_frame_zoom,
  camera_mode_switch,
  camera_photo_stop,
  camera_photo_take,
  camera_point_focus_action,
  camera_recording_start,
  camera_recording_stop,
  camera_screen_drag,
  camera_screen_split,
  charge_close,
  charge_open,
  cloud_control_auth_request,
  cloud_control_release,
  cover_close,
  cover_force_close,
  cover_open,
  debug_mode_close,
  debug_mode_open,
  device_format,
  device_reboot,
  drc_mode_enter,
  drc_mode_exit,
  drone_close,
  drone_format,
  drone_open,
  esim_activate,
  esim_operator_switch,
  flight_authority_grab,
  flight_setup_abort,
  flighttask_create,
  flighttask_execute,
  flighttask_pause,
  flighttask_prepare,
  flighttask_recovery,
  flighttask_stop,
  flighttask_undo,
  fly_to_point,
  fly_to_point_stop,
  fly_to_point_update,
  gimbal_reset,
  in_flight_wayline_cancel,
  in_flight_wayline_deliver,
  in_flight_wayline_recover,
  in_flight_wayline_stop,
  ir_metering_area_set,
  ir_metering_mode_set,
  ir_metering_point_set,
  live_lens_change,
  live_set_quality,
  live_start_push,
  live_stop_push,
  ota_create,
  payload_authority_grab,
  photo_storage_set,
  psdk_widget_value_set,
  putter_close,
  putter_open,
  return_home,
  return_home_cancel,
  return_specific_home,
  rtk_calibration,
  sdr_workmode_switch,
  sim_slot_switch,
  speaker_audio_play_start,
  speaker_play_mode_set,
  speaker_play_stop,
  speaker_play_volume_set,
  speaker_replay,
  speaker_tts_play_start,
  supplement_light_close,
  supplement_light_open,
  takeoff_to_point,
  upload_flighttask_media_prioritize,
  video_storage_set,
]
/** What devices do beyond what the definitions say, by method. */
export const BEHAVIOURS: ReadonlyMap<string, Behaviour> = new Map(ALL.map(behaviour => [behaviour.method, behaviour]))
