/** Steps of a mission as docks number them. Dock 1 has neither pairing nor a landing dock, and decides on logs instead. */

const START = [
  'Start',
  'Check that no wayline runs',
  'Check that the dock is idle',
  'A wayline is running already',
  'The aircraft is returning already',
  'Wait for the mission',
  'Make the dock ready',
  'Prepare aircraft and cover',
]
const PREPARE = [
  'Wait for the aircraft',
  'Wait for the RTK source',
  'Check the RTK source',
  'Wait for flight control',
  'Take control',
  'Compare the flight areas',
  'Compare the offline maps',
  'Ask for the wayline file',
  'Download the wayline file',
  'Send the file to the aircraft',
  'Set the light colour',
  'Set the take-off parameters',
  'Set the take-off route',
]
const FLY = ['Set the home point', 'Start the wayline', 'Fly the wayline']
const RETURN = [
  'Prepare for the return',
  'Land in the dock',
  'Close the cover',
  'Make the dock idle',
  'Recover the dock',
  'Upload flight logs',
  'Check the recording',
  'Count the media files',
  'Recover the opened cover',
  'Report the result',
]
const LOGS = [
  'List logs of the aircraft',
  'List logs of the dock',
  'Upload the list of logs',
  'Fetch logs of the aircraft',
  'Fetch logs of the dock',
  'Pack logs of the aircraft',
  'Pack logs of the dock',
  'Upload logs of the aircraft',
  'Upload logs of the dock',
  'Report the logs',
]
const SYNC = [
  'Prepare new flight areas',
  'Update the flight areas',
  'Prepare new offline maps',
  'Update the offline maps',
]

const numbered = (names: readonly string[]): Readonly<Record<number, string>> => ({
  ...Object.fromEntries(names.map((name, number) => [number, name])),
  65533: 'Wait for the last answer',
  65534: 'None',
  65535: 'Unknown',
})

/** Dock 1. */
export const DOCK1_STEPS = numbered([
  ...START,
  ...PREPARE,
  ...FLY,
  ...RETURN,
  'Decide on fetching logs',
  ...LOGS,
  ...SYNC,
])
/** Dock 2 and later. */
export const STEPS = numbered([
  ...START,
  'Pair the video link',
  ...PREPARE,
  'Wait for the landing dock',
  ...FLY,
  ...RETURN,
  ...LOGS,
  ...SYNC,
])
