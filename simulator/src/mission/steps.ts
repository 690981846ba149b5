/** Steps of a mission as `current_step` numbers them: on dock 2 and later, and on dock 1. */
import type { Gateway } from '@rookery/thing-model'

const STEPS = {
  start: [0, 0],
  dockIdle: [2, 2],
  dockReady: [6, 6],
  openCover: [7, 7],
  pairLink: [8, 8],
  aircraft: [9, 8],
  rtkSource: [10, 9],
  flightControl: [12, 11],
  flightAreas: [14, 13],
  askForFile: [16, 15],
  download: [17, 16],
  toAircraft: [18, 17],
  takeOffSettings: [20, 19],
  landingDock: [22, 20],
  homePoint: [23, 21],
  startWayline: [24, 22],
  flying: [25, 23],
  returning: [26, 24],
  landing: [27, 25],
  closeCover: [28, 26],
  dockRecovers: [30, 28],
  countMedia: [33, 31],
  report: [35, 33],
} as const

export type Step = keyof typeof STEPS

export const stepNumber = (step: Step, dialect: Gateway): number => STEPS[step][dialect === 'dock1' ? 1 : 0]
