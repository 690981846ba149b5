/** Examples of the reference documents that contradict the documents' own tables or the wire, and why. */
import { DOCKS, type Gateway, type Kind } from '../src/define.ts'

export interface DocumentFault {
  gateways: readonly Gateway[]
  kind: Kind
  reply: boolean
  method: string
  /** What is wrong with the document. */
  reason: string
}

export const DOCUMENT_FAULTS: readonly DocumentFault[] = [
  {
    gateways: ['dock1', 'dock2', 'dock3', 'dji-rc-plus-2', 'rc-pro'],
    kind: 'events',
    reply: false,
    method: 'camera_photo_take_progress',
    reason: 'Step 0 is not in the table.',
  },
  {
    gateways: DOCKS,
    kind: 'events',
    reply: false,
    method: 'device_exit_homing_notify',
    reason: 'The reason is text, in the table it is an integer.',
  },
  {
    gateways: ['dock2', 'dock3'],
    kind: 'drc',
    reply: false,
    method: 'drc_camera_aperture_value_set',
    reason: 'Aperture 5 is not in the table, which counts in hundredths.',
  },
  {
    gateways: ['dock2'],
    kind: 'services',
    reply: true,
    method: 'drc_camera_mode_switch',
    reason: 'The answer to a drc command stands on services_reply.',
  },
  {
    gateways: ['dock2', 'dock3', 'dji-rc-plus-2', 'rc-pro'],
    kind: 'drc',
    reply: false,
    method: 'drc_camera_osd_info_push',
    reason: 'Aperture 10 is not in the table; Dock 3 sends it on events, not drc/up.',
  },
  {
    gateways: ['dock2', 'dji-rc-plus-2'],
    kind: 'drc',
    reply: false,
    method: 'drc_camera_photo_info_push',
    reason: 'Step 0 is not in the table.',
  },
  {
    gateways: ['dock3'],
    kind: 'drc',
    reply: false,
    method: 'drc_drone_state_push',
    reason: 'Dock 3 sends it on events, not drc/up.',
  },
  {
    gateways: DOCKS,
    kind: 'events',
    reply: false,
    method: 'file_upload_callback',
    reason: 'The gimbal yaw is text, in the table it is a float.',
  },
  {
    gateways: DOCKS,
    kind: 'services',
    reply: false,
    method: 'fileupload_start',
    reason: 'The credentials expire at a time in milliseconds, in the table after seconds.',
  },
  {
    gateways: ['dock2', 'dock3'],
    kind: 'events',
    reply: false,
    method: 'in_flight_wayline_progress',
    reason: 'Status 0 is not in the table.',
  },
  {
    gateways: ['dock3'],
    kind: 'services',
    reply: false,
    method: 'live_start_push',
    reason: 'Agora, which the table of Dock 3 leaves out.',
  },
]
