/**
 * Front ends written for DJI's demo tell the three messages in which a dock describes itself apart by a key that only
 * one of them has, and show nothing of the rest when all comes at once.
 */
const LINK = new Set([
  'wireless_link',
  'wireless_link_topo',
  'media_file_detail',
  'drc_state',
  'flighttask_step_code',
  'sdr',
])
const WORK = new Set([
  ...[
    'job_number',
    'acc_time',
    'activation_time',
    'maintain_status',
    'backup_battery',
    'drone_battery_maintenance_info',
  ],
  ...['electric_supply_voltage', 'working_voltage', 'working_current', 'drone_authority_info'],
])

/** The merged values of a dock as the messages they came in; those of which nothing is known are left out. */
export function demoDockOsd(osd: Record<string, unknown>): Record<string, unknown>[] {
  const [basic, link, work]: [Record<string, unknown>, Record<string, unknown>, Record<string, unknown>] = [{}, {}, {}]
  for (const [name, value] of Object.entries(osd)) (LINK.has(name) ? link : WORK.has(name) ? work : basic)[name] = value
  return [
    ...('mode_code' in basic ? [basic] : []),
    ...('wireless_link' in link ? [link] : []),
    ...('job_number' in work ? [work] : []),
  ]
}
