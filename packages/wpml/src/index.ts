/**
 * DJI waylines as data: KMZ archives with template.kml and waylines.wpml. Reads and writes them without loss, checks
 * them, and plans them. Pure: no file, no network, no Node.
 */
export type { Entry } from './archive/entry.ts'
export * from './document.ts'
export * from './elements/index.ts'
export * from './errors.ts'
export {
  type Estimate,
  type EstimateOptions,
  estimate,
  estimateWayline,
  type WaylineEstimate,
} from './flight/estimate.ts'
export * from './flight/fly.ts'
export * from './flight/photos.ts'
export * from './flight/preview.ts'
export * from './geo/geodesy.ts'
export * from './kmz.ts'
export * from './limits.ts'
export * from './lint/index.ts'
export * from './plan/index.ts'
export * from './products/aircraft.ts'
export * from './products/cameras.ts'
