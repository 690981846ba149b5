/** Simulated docks, aircraft and remote controllers, for tests, demonstrations and load. */
export {
  addGateway,
  CloudError,
  type GatewayCredentials,
  type Installer,
  keyHolder,
  type PilotSession,
  pilotSignIn,
  signIn,
} from './cloud.ts'
export type { Aircraft } from './devices/aircraft.ts'
export { COVER, DOCK_MODE, ROD, TASK } from './devices/codes.ts'
export type { ReceivedCommand } from './devices/commands.ts'
export { type DockOptions, type DockProduct, SimulatedDock } from './devices/dock.ts'
export { type GatewayOptions, JoinRefused, type Phase, SimulatedGateway } from './devices/gateway.ts'
export { offset, type Place } from './devices/geo.ts'
export {
  type RemoteControllerOptions,
  type RemoteControllerProduct,
  SimulatedRemoteController,
} from './devices/remote-controller.ts'
export type { Faults } from './faults.ts'
export { createFleet, DOCK_PRODUCTS, dockSn, type Fleet, type FleetOptions, registerDocks } from './fleet.ts'
export type { Violation } from './link.ts'
export type { MissionFaults, Moment } from './mission/faults.ts'
export { renderPhoto } from './mission/photo.ts'
export { ODDITY_NAMES, type OddityName } from './oddities/index.ts'
export { type PilotFile, pilotPhotos, pilotUploadMedia, pilotUploadWayline, type Uploaded } from './pilot.ts'
export { createRecorder, type RecordedMessage, type Recorder } from './record.ts'
export { type ReplayOptions, type ReplayResult, replay } from './replay.ts'
export { flyMission } from './scenarios/mission.ts'
export { type PatrolOptions, patrol } from './scenarios/patrol.ts'
export { pilotFlight } from './scenarios/pilot-flight.ts'
export { type Clock, createTicker, systemClock, type Ticker } from './time.ts'
