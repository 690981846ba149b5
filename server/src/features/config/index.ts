export { configHandlers, type DeviceConfig } from './config.handlers.ts'
