/**
 * The vocabulary in which every message and property is written down: TypeBox (JSON Schema) with the annotations
 * that a form, a document or a simulator needs besides the type: unit, step and the names of enumeration keys.
 */
import { type TSchema, Type } from 'typebox'

export type { Static, TSchema } from 'typebox'

/** Units as the wire uses them. A number without a unit is a count, a code or an id. */
export type Unit =
  | 'm'
  | 'cm'
  | 'mm'
  | 'km'
  | 'm/s'
  | '0.1 m/s'
  | 'deg'
  | 'deg/s'
  | 'rad/s'
  | 'degC'
  | 'degF'
  | 'percent'
  | 'permille'
  | 'mV'
  | 'V'
  | 'mA'
  | 'A'
  | 'W'
  | 'mAh'
  | 's'
  | 'ms'
  | 'us'
  | 'min'
  | 'h'
  | 'day'
  | 'ms-epoch'
  | 's-epoch'
  | 'year'
  | 'B'
  | 'KB'
  | 'MB'
  | 'B/s'
  | 'KB/s'
  | 'kbit/s'
  | 'Mbit/s'
  | 'Hz'
  | 'MHz'
  | 'GHz'
  | 'dB'
  | 'dBm'
  | 'mm/h'
  | 'ratio'
  | '1/10000'
  | 'x'
  | 'px'
  | 'times'

/** Annotations beside JSON Schema's own keywords. */
export type Annotations = {
  /** Short label in English for forms and tables. */
  title?: string
  /** One sentence of our own where the label does not say enough. */
  description?: string
  unit?: Unit
  /** Smallest sensible increment for a form. Never used to reject a value: devices send floats. */
  step?: number
  /** Values that devices send for "not known"; shown as unknown, never as a measurement. */
  sentinels?: readonly (number | string)[]
  /** Fields whose content must never be logged or stored. */
  secret?: boolean
}
export type NumberOptions = Annotations & {
  minimum?: number
  maximum?: number
}
export type TextOptions = Annotations & {
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
}
export type ListOptions = Annotations & {
  minItems?: number
  maxItems?: number
}

export const Integer = (options: NumberOptions = {}) => Type.Integer(options)
export const Float = (options: NumberOptions = {}) => Type.Number(options)
export const Text = (options: TextOptions = {}) => Type.String(options)
export const Bool = (options: Annotations = {}) => Type.Boolean(options)
export const List = <S extends TSchema>(items: S, options: ListOptions = {}) => Type.Array(items, options)
export const Optional = <S extends TSchema>(schema: S) => Type.Optional(schema)
/** Any JSON, for fields whose content the documents leave open. */
export const Any = (options: Annotations = {}) => Type.Any(options)

/** An object with the named fields. Unknown fields always pass: devices are newer than documents. */
export const Struct = <P extends Record<string, TSchema>>(properties: P, options: Annotations = {}) =>
  Type.Object(properties, { ...options, additionalProperties: true })

/** An object whose keys are not known in advance (camera index, SN ...) and whose values share one schema. */
export const MapOf = <S extends TSchema>(value: S, options: Annotations = {}) =>
  Type.Record(Type.String(), value, options)

export type EnumLabels = Readonly<Record<number | string, string>>

/** Integer enumeration. `labels` maps each key of the wire to a short name of our own. */
export const IntEnum = (labels: Readonly<Record<number, string>>, options: Annotations = {}) =>
  Type.Unsafe<number>({ type: 'integer', enum: Object.keys(labels).map(Number), labels, ...options })

/** Enumeration of numbers with fractions. Keys are the numbers as text. */
export const FloatEnum = (labels: Readonly<Record<string, string>>, options: Annotations = {}) =>
  Type.Unsafe<number>({
    type: 'number',
    enum: Object.keys(labels)
      .map(Number)
      .sort((a, b) => a - b),
    labels,
    ...options,
  })

/** String enumeration. `labels` maps each key of the wire to a short name of our own. */
export const TextEnum = (labels: Readonly<Record<string, string>>, options: Annotations = {}) =>
  Type.Unsafe<string>({ type: 'string', enum: Object.keys(labels), labels, ...options })

/** 0/1 switch, the wire's usual boolean. */
export const OnOff = (options: Annotations = {}) => IntEnum({ 0: 'Off', 1: 'On' }, options)

// Shared by many pages -----------------------------------------------------------------------------------------

/** WGS 84 latitude in degrees. */
export const Latitude = (options: NumberOptions = {}) =>
  Float({ title: 'Latitude', unit: 'deg', minimum: -90, maximum: 90, step: 0.000001, ...options })
/** WGS 84 longitude in degrees. */
export const Longitude = (options: NumberOptions = {}) =>
  Float({ title: 'Longitude', unit: 'deg', minimum: -180, maximum: 180, step: 0.000001, ...options })
/** Height above the WGS 84 ellipsoid in metres. */
export const EllipsoidHeight = (options: NumberOptions = {}) =>
  Float({ title: 'Height (ellipsoid)', unit: 'm', ...options })
/** Height above the take-off point in metres. */
export const RelativeHeight = (options: NumberOptions = {}) =>
  Float({ title: 'Height above take-off', unit: 'm', ...options })
/** Height above the ground below in metres. */
export const GroundHeight = (options: NumberOptions = {}) =>
  Float({ title: 'Height above ground', unit: 'm', ...options })
/** `type-subtype-gimbalindex` of a camera or payload, e.g. `99-0-0`. */
export const PayloadIndex = (options: TextOptions = {}) =>
  Text({ title: 'Payload index', pattern: '^\\d+-\\d+-\\d+$', ...options })
/** Milliseconds since 1970, UTC, until the end of the year 9999. */
export const EpochMs = (options: NumberOptions = {}) =>
  Integer({ unit: 'ms-epoch', minimum: 0, maximum: 253402300799999, ...options })
export const SerialNumber = (options: TextOptions = {}) =>
  Text({ title: 'Serial number', minLength: 1, maxLength: 64, ...options })
export const Percent = (options: NumberOptions = {}) =>
  Integer({ unit: 'percent', minimum: 0, maximum: 100, ...options })

/** No content: the wire sends `{}`, null or leaves `data` out. */
export const Empty = Struct({})

/** Result code: 0 is success, everything else is explained in errors/. */
export const ResultCode = Integer({ title: 'Result' })
/** The usual answer: a result code alone. */
export const Result = Struct({ result: ResultCode })
/** An answer with an output. */
export const ResultWith = <S extends TSchema>(output: S) => Struct({ result: ResultCode, output: Optional(output) })

/** The states a long-running job reports. */
export const JobStatus = (options: Annotations = {}) =>
  TextEnum(
    {
      sent: 'Sent',
      in_progress: 'Running',
      ok: 'Done',
      paused: 'Paused',
      rejected: 'Rejected',
      failed: 'Failed',
      canceled: 'Cancelled',
      timeout: 'Timed out',
    },
    { title: 'Status', ...options },
  )
/** Terminal job states: after one of these no further progress is expected. */
export const TERMINAL_JOB_STATES: ReadonlySet<string> = new Set([
  'ok',
  'partially_done',
  'rejected',
  'failed',
  'canceled',
  'timeout',
])
