/** Simulated docks, aircraft and remote controllers, for tests, demonstrations and load. */
export { BindRefused, type DockOptions, type DockProduct, SimulatedDock } from './devices/dock.ts'
