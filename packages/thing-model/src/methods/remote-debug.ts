/** Shapes shared by the remote-debug commands of page cmd. */

import { Text, TextEnum } from '../schema.ts'
import { jobEvent } from './job.ts'

const STEPS = {
  get_bid: 'Read the job id',
  check_ac_input_state: 'Check mains power',
  upgrading_prevent_reboot: 'Check that no upgrade runs',
  check_work_mode: 'Check that remote debugging is on',
  check_task_state: 'Check for other jobs',
  check_scram_state: 'Check the emergency stop',
  check_cover: 'Check the cover',
  check_wired_connect_state: 'Check the charging contacts',
  open_cover: 'Open the cover',
  close_cover: 'Close the cover',
  open_putter: 'Open the rods',
  close_putter: 'Close the rods',
  free_putter: 'Release the rods',
  turn_on_drone: 'Switch the aircraft on',
  close_drone: 'Switch the aircraft off',
  drone_paddle_forward: 'Turn the propellers slowly',
  drone_paddle_reverse: 'Turn the propellers back',
  drone_paddle_stop: 'Stop the propellers',
  start_charge: 'Start charging',
  stop_charge: 'Stop charging',
  write_reboot_param_file: 'Mark the reboot',
}

/** Progress of a remote-debug job that goes through these steps in this order. */
export const debugJob = (...steps: (keyof typeof STEPS)[]) =>
  jobEvent(Object.fromEntries(steps.map(step => [step, STEPS[step]])))

/** Names the 4G dongle that a command is for. */
export const dongle = {
  imei: Text({ title: 'IMEI of the dongle', minLength: 1, maxLength: 32 }),
  device_type: TextEnum({ dock: 'Dock', drone: 'Aircraft' }, { title: 'Dongle of' }),
}
