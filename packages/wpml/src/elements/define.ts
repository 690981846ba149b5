/**
 * The vocabulary in which every WPML element is written down once. Parser, writer, linter and editor read these
 * declarations; the model's types are derived from them. Keys are the wire names without the `wpml:` prefix.
 */
import type { Kept } from '../xml/node.ts'

/** Aircraft series, as the reference's "supported models" column distinguishes them. */
export const SERIES = ['m300', 'm350', 'm400', 'm30', 'm3e', 'm3d', 'm4e', 'm4d'] as const
export type Series = (typeof SERIES)[number]

export const TEMPLATE_TYPES = ['waypoint', 'mapping2d', 'mapping3d', 'mappingStrip'] as const
export type TemplateType = (typeof TEMPLATE_TYPES)[number]

export type Unit = 'm' | 'm/s' | 'deg' | 's' | 'ms-epoch' | 'mm' | 'px' | 'percent' | 'Hz' | 'B' | 's or m'

/**
 * Holds when every named element has one of the listed values. An element is looked for in the same group, then in
 * the groups around it; `group.element` looks into a group there.
 */
export type Condition = Readonly<Record<string, readonly (string | number | boolean)[]>>

/** Limits that the aircraft or its gimbal sets, not the format. */
export type AircraftLimit = 'gimbalPitch' | 'speed'

export interface Notes {
  /** Short English label for forms and tables. */
  title: string
  /** One sentence of our own where the label does not say enough. */
  description?: string
  /** Must be there: always, or under any of the conditions. Default: optional. */
  required?: true | readonly Condition[]
  /** Belongs here only under this condition, e.g. to some template types. */
  applies?: Condition
  /** Series that know it. Absent: all. */
  series?: readonly Series[]
  /** Written by DJI's apps but not in the reference. */
  observed?: true
}
export interface NumberNotes extends Notes {
  unit?: Unit
  minimum?: number
  maximum?: number
  /** The limits themselves are not allowed. */
  exclusive?: boolean
  /** The aircraft sets the range. */
  limit?: AircraftLimit
  /** Other limits under a condition. */
  variants?: readonly { when: Condition; minimum?: number; maximum?: number }[]
}

/** Latitude and longitude in degrees (WGS 84), height in metres; on the wire `latitude,longitude,height`. */
export interface LatLonHeight {
  latitude: number
  longitude: number
  height: number
}
/** Longitude and latitude in degrees (WGS 84), altitude in metres; on the wire, as in KML, `longitude,latitude[,altitude]`. */
export interface Coordinate {
  longitude: number
  latitude: number
  altitude?: number
}

interface Base extends Notes {
  /** An element of KML, without the prefix. */
  kml?: boolean
}
interface Typed<T> {
  /** Carries the type only; never set. */
  readonly value?: T
}
export interface NumberElement extends Base, NumberNotes, Typed<number> {
  type: 'integer' | 'float'
}
export interface BooleanElement extends Base, Typed<boolean> {
  type: 'boolean'
}
export interface TextElement extends Base, Typed<string> {
  type: 'text'
}
/** One of several words. Others are kept (newer files) and reported. */
export interface WordElement<W extends string = string> extends Base, Typed<W | (string & {})> {
  type: 'word'
  words: Readonly<Record<W, string>>
}
/** Words separated by commas. */
export interface WordsElement<W extends string = string> extends Base, Typed<(W | (string & {}))[]> {
  type: 'words'
  words: Readonly<Record<W, string>>
}
/** One of several numbers. */
export interface CodeElement extends Base, Typed<number> {
  type: 'code'
  codes: Readonly<Record<number, string>>
}
export interface PointElement extends Base, Typed<LatLonHeight> {
  type: 'latLonHeight'
}
export interface CoordinateElement extends Base, Typed<Coordinate> {
  type: 'coordinate'
}
export interface CoordinatesElement extends Base, Typed<Coordinate[]> {
  type: 'coordinates'
}
export interface GroupElement<E extends Elements = Elements, L extends boolean = boolean> extends Base {
  type: 'group'
  elements: E
  /** May stand several times: a list in the model. */
  list: L
}
/** A group whose elements depend on the value of a sibling: an action's parameters on its function. */
export interface ChoiceElement<C extends Record<string, Elements> = Record<string, Elements>> extends Base {
  type: 'choice'
  by: string
  choices: C
}
export type LeafElement =
  | NumberElement
  | BooleanElement
  | TextElement
  | WordElement
  | WordsElement
  | CodeElement
  | PointElement
  | CoordinateElement
  | CoordinatesElement
export type AnyElement = LeafElement | GroupElement | ChoiceElement

/** Elements that the sibling's value stands for; undefined where it is none of the known ones, as `valueOf` is none. */
export const chosenBy = ({ choices }: ChoiceElement, value: unknown): Elements | undefined =>
  typeof value === 'string' && Object.hasOwn(choices, value) ? choices[value] : undefined

export type Elements = { readonly [name: string]: AnyElement }

/**
 * What a group holds besides its known, valid elements, so that writing gives back what was read: the sequence of
 * its children where it is not the usual one. A string is the next element of that name, a number after it how many
 * of a list follow one another; everything else is written as it was read.
 */
export type Layout = (string | { key: string; count?: number; attributes?: Record<string, string> } | Kept)[]
export interface GroupExtras {
  $layout?: Layout
  $attributes?: Record<string, string>
}

type ValueOf<D> =
  D extends GroupElement<infer E>
    ? ModelOf<E>
    : D extends ChoiceElement<infer C>
      ? All<ModelOf<C[keyof C]>>
      : D extends Typed<infer T>
        ? T
        : never
type ListKeys<E> = { [K in keyof E]: E[K] extends GroupElement<Elements, true> ? K : never }[keyof E]
/** Every member of a union at once: an action's parameters can be asked for any of them. */
type All<U> = Simplify<(U extends unknown ? (member: U) => void : never) extends (member: infer I) => void ? I : never>
type Simplify<T> = { [K in keyof T]: T[K] } & {}
/** The model of a group: lists are always there, everything else may be missing, as it may in files. */
export type ModelOf<E> = E extends unknown
  ? Simplify<
      { -readonly [K in ListKeys<E>]: ValueOf<E[K]>[] } & {
        -readonly [K in Exclude<keyof E, ListKeys<E>>]?: ValueOf<E[K]>
      } & GroupExtras
    >
  : never

export const integer = (notes: NumberNotes): NumberElement => ({ type: 'integer', ...notes })
export const float = (notes: NumberNotes): NumberElement => ({ type: 'float', ...notes })
export const boolean = (notes: Notes): BooleanElement => ({ type: 'boolean', ...notes })
export const text = (notes: Notes): TextElement => ({ type: 'text', ...notes })
export const word = <const W extends string>(words: Readonly<Record<W, string>>, notes: Notes): WordElement<W> => ({
  type: 'word',
  words,
  ...notes,
})
export const words = <const W extends string>(words: Readonly<Record<W, string>>, notes: Notes): WordsElement<W> => ({
  type: 'words',
  words,
  ...notes,
})
export const code = (codes: Readonly<Record<number, string>>, notes: Notes): CodeElement => ({
  type: 'code',
  codes,
  ...notes,
})
export const latLonHeight = (notes: Notes): PointElement => ({ type: 'latLonHeight', ...notes })
export const coordinate = (notes: Notes): CoordinateElement => ({ type: 'coordinate', kml: true, ...notes })
export const coordinates = (notes: Notes): CoordinatesElement => ({ type: 'coordinates', kml: true, ...notes })
export const group = <E extends Elements>(elements: E, notes: Notes): GroupElement<E, false> => ({
  type: 'group',
  list: false,
  elements,
  ...notes,
})
export const list = <E extends Elements>(elements: E, notes: Notes): GroupElement<E, true> => ({
  type: 'group',
  list: true,
  elements,
  ...notes,
})
export const kml = <D extends AnyElement>(element: D): D => ({ ...element, kml: true })
export const choice = <const C extends Record<string, Elements>>(
  by: string,
  choices: C,
  notes: Notes,
): ChoiceElement<C> => ({ type: 'choice', by, choices, ...notes })

/** `applies` for elements that belong to some template types. */
export const onlyIn = (...types: TemplateType[]): Condition => ({ templateType: types })
/** Series groups that the reference's tables repeat. */
export const SINCE_M30: readonly Series[] = ['m400', 'm30', 'm3e', 'm3d', 'm4e', 'm4d']
/** Interchangeable payloads below the fuselage. No table names the Matrice 400 yet; it carries the same payloads. */
export const WITH_PAYLOAD_MOUNTS: readonly Series[] = ['m300', 'm350', 'm400']
export const WITHOUT_MOUNTS: readonly Series[] = ['m30', 'm3e', 'm3d', 'm4e', 'm4d']
export const MAVIC_SIZED: readonly Series[] = ['m3e', 'm3d', 'm4e', 'm4d']
