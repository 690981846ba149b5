/** What the declarations alone say: missing, unknown, out of range, not among the choices, in the wrong place. */
import {
  type AnyElement,
  type Condition,
  chosenBy,
  type Elements,
  type LeafElement,
  type NumberElement,
} from '../../elements/define.ts'
import { DOCUMENTS, type WpmlFileName } from '../../elements/index.ts'
import { declared, type Group, wireName } from '../../model/read.ts'
import { textOf, type XmlNode } from '../../xml/node.ts'
import type { Context, Rule } from '../context.ts'
import type { Place } from '../finding.ts'

/** A group on the way down, with those around it. */
interface Scope {
  group: Group
  elements: Elements
  name: string
  index?: number
  parent?: Scope
}

export const elements: Rule = context => {
  for (const file of ['template', 'waylines'] as const) {
    const document = context.kmz[file]?.Document
    if (document)
      new Walk(context, file).group({ group: document as Group, elements: DOCUMENTS[file], name: 'Document' })
  }
}

/** A group's declarations by key, and those that may have to be there. */
interface Declarations {
  /** Without those that can hold any value anywhere. */
  byKey: Map<string, AnyElement>
  required: [string, AnyElement][]
}
const isFree = ({ type, applies, series }: AnyElement) => (type === 'text' || type === 'boolean') && !applies && !series
const declarations = new WeakMap<Elements, Declarations>()
function declarationsOf(elements: Elements): Declarations {
  let known = declarations.get(elements)
  if (!known) {
    const all = Object.entries(elements)
    known = {
      byKey: new Map(all.filter(([, element]) => !isFree(element))),
      required: all.filter(([, element]) => element.required),
    }
    declarations.set(elements, known)
  }
  return known
}

/** Names of conditions, apart at their dot. */
const stepsOf = new Map<string, readonly [string, string?]>()
function steps(path: string): readonly [string, string?] {
  let known = stepsOf.get(path)
  if (!known) {
    known = path.split('.') as [string, string?]
    stepsOf.set(path, known)
  }
  return known
}

const isEmpty = (element: AnyElement, value: unknown) =>
  value === undefined || (element.type === 'group' && element.list && !(value as unknown[]).length)

class Walk {
  readonly #context: Context
  readonly #file: WpmlFileName

  constructor(context: Context, file: WpmlFileName) {
    this.#context = context
    this.#file = file
  }

  group(scope: Scope) {
    const { group, elements } = scope
    const kept = group.$layout && this.#kept(scope)
    // A Folder that is missing is told by its own rule; an invalid value was told already.
    const { byKey, required } = declarationsOf(elements)
    for (const [key, element] of required)
      if (isEmpty(element, group[key]) && !kept?.has(key) && this.#needed(element, scope))
        this.#report('element.missing', scope, key, { title: element.title })
    for (const key in group) {
      const element = byKey.get(key)
      const value = element && group[key]
      if (element && !isEmpty(element, value)) this.#present(element, value, key, scope)
    }
  }

  #present(element: AnyElement, value: unknown, key: string, scope: Scope) {
    if (element.applies && !this.#holds(element.applies, scope)) {
      if (this.#lookup('templateType', scope) !== undefined) this.#report('element.misplaced', scope, key)
      return
    }
    const { aircraft, aircraftName } = this.#context
    if (element.series && aircraft && !element.series.includes(aircraft.series) && value !== false)
      this.#report('element.unsupported', scope, key, { aircraft: aircraftName })
    if (element.type === 'group') {
      const { elements } = element
      if (!element.list) this.group({ group: value as Group, elements, name: key, parent: scope })
      else
        (value as Group[]).forEach((group, index) => {
          this.group({ group, elements, name: key, index, parent: scope })
        })
    } else if (element.type === 'choice') {
      const elements = chosenBy(element, scope.group[element.by])
      if (elements) this.group({ group: value as Group, elements, name: key, parent: scope })
    } else if (this.#counts(element, scope)) this.#value(element, value, scope, key)
  }

  /** Tells what was kept verbatim; answers the names of known elements whose value could not be read. */
  #kept(scope: Scope): Set<string> {
    const invalid = new Set<string>()
    const known = declared(scope.elements)
    for (const step of scope.group.$layout!) {
      if (typeof step !== 'object' || !('name' in step)) continue
      const match = known.get(step.name)
      if (!match) this.#report('element.unknown', scope, step.name)
      else if (match.element.type === 'choice') invalid.add(match.key)
      else if (scope.group[match.key] !== undefined) this.#report('element.duplicate', scope, match.key)
      else {
        invalid.add(match.key)
        this.#report('element.invalid', scope, match.key, { value: textOf(step as XmlNode) })
      }
    }
    return invalid
  }

  #needed(element: AnyElement, scope: Scope): boolean {
    const { required, series, applies } = element
    const { aircraft } = this.#context
    if (series && aircraft && !series.includes(aircraft.series)) return false
    if (applies && !this.#holds(applies, scope)) return false
    return required === true || Boolean(required?.some(condition => this.#holds(condition, scope)))
  }

  /** A value that is only needed under a condition means nothing outside it. */
  #counts(element: LeafElement, scope: Scope): boolean {
    const { required } = element
    if (typeof required !== 'object') return true
    for (const condition of required) if (this.#holds(condition, scope)) return true
    return false
  }

  #holds(condition: Condition, scope: Scope): boolean {
    for (const name in condition)
      if (!condition[name]!.includes(this.#lookup(name, scope) as string | number | boolean)) return false
    return true
  }

  #lookup(path: string, scope: Scope): unknown {
    const [first, second] = steps(path)
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const value = at.group[first]
      if (value !== undefined) return second === undefined ? value : (value as Group)[second]
    }
  }

  #value(element: LeafElement, value: unknown, scope: Scope, key: string) {
    switch (element.type) {
      case 'integer':
      case 'float':
        this.#number(element, value as number, scope, key)
        break
      case 'code':
        if (!Object.hasOwn(element.codes, value as number))
          this.#choice(Object.keys(element.codes), value as number, scope, key)
        break
      case 'word':
        if (!Object.hasOwn(element.words, value as string) && key !== 'actionActuatorFunc')
          this.#choice(Object.keys(element.words), value as string, scope, key)
        break
      case 'words': {
        const wrong = (value as string[]).find(word => !Object.hasOwn(element.words, word))
        if (wrong !== undefined) this.#choice(Object.keys(element.words), wrong, scope, key)
        break
      }
      case 'latLonHeight':
      case 'coordinate':
        this.#place(value as { longitude: number; latitude: number }, scope, key)
        break
      case 'coordinates':
        for (const place of value as { longitude: number; latitude: number }[]) this.#place(place, scope, key)
    }
  }

  #number(element: NumberElement, value: number, scope: Scope, key: string) {
    let { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = element
    if (element.variants)
      for (const variant of element.variants)
        if (this.#holds(variant.when, scope)) ({ minimum = minimum, maximum = maximum } = variant)
    const limits = element.limit && this.#aircraftLimits(element, scope)
    if (limits) {
      minimum = Math.max(minimum, limits[0])
      maximum = Math.min(maximum, limits[1])
    }
    const below = element.exclusive ? value <= minimum : value < minimum
    if (below || value > maximum)
      this.#report('element.range', scope, key, {
        value,
        minimum: Number.isFinite(minimum) ? minimum : '-',
        maximum: Number.isFinite(maximum) ? maximum : '-',
      })
    else if (element.type === 'integer' && !Number.isInteger(value))
      this.#report('element.whole', scope, key, { value })
  }

  #aircraftLimits(element: NumberElement, scope: Scope): readonly [number, number] | undefined {
    const { aircraft, cameras } = this.#context
    if (element.limit === 'speed') return aircraft && [0, aircraft.speed]
    if (element.limit !== 'gimbalPitch') return undefined
    const position = (scope.group.payloadPositionIndex as number | undefined) ?? 0
    return aircraft?.gimbalPitch ?? cameras.get(position)?.gimbalPitch
  }

  #place({ longitude, latitude }: { longitude: number; latitude: number }, scope: Scope, key: string) {
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
      this.#report('coordinates.range', scope, key, { longitude, latitude })
    else if (latitude === 0 && longitude === 0) this.#report('coordinates.zero', scope, key)
  }

  #choice(choices: readonly string[], value: string | number, scope: Scope, key: string) {
    this.#report('element.choice', scope, key, { value, choices: choices.join(', ') })
  }

  #report(
    code: Parameters<Context['report']>[0],
    scope: Scope,
    key: string,
    values: Record<string, string | number> = {},
  ) {
    const element = Object.hasOwn(scope.elements, key) ? wireName(key, scope.elements[key]!) : key
    this.#context.report(code, this.#at(scope, key), { element, ...values })
  }

  #at(scope: Scope, key: string): Place {
    const place: Place = { file: this.#file, path: key }
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      place.path = `${at.name}${at.index === undefined ? '' : `[${at.index}]`}/${place.path}`
      if (at.name === 'Folder') place.wayline = at.index
      if (at.name === 'Placemark') place.waypoint = at.index
    }
    return place
  }
}
