export { flightStore, type StoredFlight } from './flight.store.ts'
export { FlightRecorder } from './recorder.ts'
