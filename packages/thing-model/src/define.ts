import type { TSchema } from 'typebox'

/** Gateways as the reference's folders name them: who sits at the MQTT connection. */
export const GATEWAYS = ['dock1', 'dock2', 'dock3', 'dji-rc-plus-2', 'rc-pro', 'rc'] as const
export type Gateway = (typeof GATEWAYS)[number]
export const DOCKS = ['dock1', 'dock2', 'dock3'] as const satisfies readonly Gateway[]
export const REMOTE_CONTROLLERS = ['dji-rc-plus-2', 'rc-pro', 'rc'] as const satisfies readonly Gateway[]

/** Reference page, and so the folder of a method and of the feature that serves it. */
export const PAGES = [
  'airsense',
  'cmd',
  'config',
  'custom-flight-area',
  'device',
  'drc',
  'esdk',
  'firmware',
  'flysafe',
  'hms',
  'live',
  'log',
  'media',
  'organization',
  'psdk',
  'remote-control',
  'wayline',
] as const
export type Page = (typeof PAGES)[number]

/**
 * What a command can do to the world; one guard per class stands before every send.
 * - read: asks, changes nothing
 * - benign: reversible, nothing moves that could hurt (lights, debug mode, live stream)
 * - payload: cameras, gimbal, speaker, widgets: needs payload authority
 * - motion: the aircraft, the dock's cover or its rods move, or will: needs authority and fresh telemetry
 * - destructive: data, power or connection is lost (format, reboot, firmware)
 * - protective: pause, return, stop, brake, forced landing: never blocked by anything
 */
export const SAFETY_CLASSES = ['read', 'benign', 'payload', 'motion', 'destructive', 'protective'] as const
export type SafetyClass = (typeof SAFETY_CLASSES)[number]

/** `services`: cloud asks; `events`, `requests`, `status`: the device speaks first; `drc`: either, see `from`. */
export const KINDS = ['services', 'events', 'requests', 'status', 'drc'] as const
export type Kind = (typeof KINDS)[number]

/** What differs when another gateway carries the same method. */
export interface Variant {
  /** `data` of the first message, if it differs. */
  request?: TSchema
  /** `data` of the answer, if it differs. */
  reply?: TSchema
  /** Examples of the variant, valid against it. */
  example?: { request?: unknown; reply?: unknown }
  /** The topic kind on which this gateway really sends it, where that differs from the method's kind. */
  on?: Kind
}

/** One method on one kind of topic: the first message and, where there is one, its answer. */
export interface Exchange {
  /** Gateways whose page documents it. */
  products: readonly Gateway[]
  /** `data` of the first message: the command, the event, the request. Default: nothing. */
  request?: TSchema
  /** `data` of the answer on `<topic>_reply` (drc: the same method on the opposite topic). Absent: no answer. */
  reply?: TSchema
  /** drc only: who speaks first. Default `cloud`. */
  from?: 'cloud' | 'device'
  /** `data` of an example of each, valid against the schemas. */
  example?: { request?: unknown; reply?: unknown }
  variants?: Partial<Record<Gateway, Variant>>
  /** Faults of the document that an implementer meets, in our words. */
  notes?: string
}

export interface MethodDefinition extends Partial<Record<Kind, Exchange>> {
  page: Page
  /** One English sentence of our own: what it does. Imperative for commands. */
  summary: string
  /** What to know before using it: effect, preconditions, danger. */
  description?: string
  safety: SafetyClass
  /** False: only its feature may send it (missions, DRC, firmware); the generic command route refuses. Default true. */
  generic?: boolean
  /** Services whose progress arrives as events of the same name until a terminal status. */
  progress?: boolean
  /** Path of the reference page below /document/cloud-api-reference/. */
  reference?: string
}
export interface Method extends MethodDefinition {
  name: string
}

/** Declares a method. One file a name: `methods/<page>/<name>.ts`, default export. */
export const defineMethod = (name: string, definition: MethodDefinition): Method => ({ name, ...definition })

/** The exchange as one gateway speaks it: the general one with its variant laid over. Undefined: not documented. */
export function exchangeFor(method: Method, kind: Kind, gateway: Gateway | undefined): Exchange | undefined {
  const exchange = method[kind]
  if (!exchange) return undefined
  const variant = gateway && exchange.variants?.[gateway]
  return variant ? { ...exchange, ...variant, example: { ...exchange.example, ...variant.example } } : exchange
}

// Properties -----------------------------------------------------------------------------------------------------

/** Property pages of the reference: which device model documents which properties. */
export const PROPERTY_MODELS = [
  'dock1',
  'dock2',
  'dock3',
  'm30',
  'm3d',
  'm4d',
  'dji-rc-plus-2',
  'rc-pro',
  'rc',
  'm3-series',
  'm4-series',
  'matrice-400',
  'aircraft',
] as const
export type PropertyModel = (typeof PROPERTY_MODELS)[number]

export interface PropertyDefinition {
  /** Models whose page lists it. */
  models: readonly PropertyModel[]
  schema: TSchema
  /** rw: can be set by `property/set`. */
  access: 'r' | 'rw'
  /** osd: with every telemetry message (0.5 Hz); state: when it changes. */
  push: 'osd' | 'state'
  /** Label in English; the unit is in the schema. */
  title: string
  /** For a property whose wire name is a value (a payload index): what the name matches; its key here is a placeholder. */
  pattern?: string
  /** For rw: the schema that a value in `property/set` must satisfy where it differs from what the device reports. */
  settable?: TSchema
  /** Safety class of setting it (rw only). Default benign. */
  safety?: SafetyClass
  variants?: Partial<Record<PropertyModel, Partial<Omit<PropertyDefinition, 'models' | 'variants'>>>>
}
export interface PropertyGroup {
  group: string
  title: string
  properties: Readonly<Record<string, PropertyDefinition>>
}
/** Declares a themed group of properties: `properties/<group>.ts`, default export. Keys are the wire names. */
export const defineProperties = (
  group: string,
  title: string,
  properties: Record<string, PropertyDefinition>,
): PropertyGroup => ({ group, title, properties })

// Products -------------------------------------------------------------------------------------------------------

export type DeviceCategory = 'aircraft' | 'payload' | 'rc' | 'dock'
export const DOMAINS: Readonly<Record<number, DeviceCategory>> = { 0: 'aircraft', 1: 'payload', 2: 'rc', 3: 'dock' }

export interface CameraDefinition {
  /** `type-subtype-gimbalindex`. */
  index: string
  name: string
  /** Video lenses it can stream, by the wire's video_type. */
  lenses: readonly string[]
  /** camera_position of live_camera_change, where one index stands for cameras in several places. */
  positions?: Readonly<Record<number, string>>
}
export interface ProductDefinition {
  name: string
  domain: 0 | 1 | 2 | 3
  type: number
  sub_type: number
  /** The gateway dialect it speaks; aircraft have none. */
  gateway?: Gateway
  /** Its property page. */
  model: PropertyModel
  /** Cameras that can be on it. */
  cameras?: readonly CameraDefinition[]
  /** Where this product departs from what is common, in our words, keyed by subject. */
  quirks?: Readonly<Record<string, string>>
}
export interface Product extends ProductDefinition {
  id: string
  category: DeviceCategory
  /** False: a product newer than the documents, described by what is common to its domain. */
  known: boolean
}
/** Declares a product: `products/<id>.ts`, default export. */
export const defineProduct = (id: string, definition: ProductDefinition): Product => ({
  id,
  category: DOMAINS[definition.domain]!,
  known: true,
  ...definition,
})
