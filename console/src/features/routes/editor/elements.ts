/** What the element data of WPML means for forms: which fields belong, within which limits, in which words. */
import type { AnyElement, Condition, Elements, LeafElement, NumberElement } from '@rookery/wpml'
import { shallowRef } from 'vue'
import { i18n } from '../../../i18n.ts'
import type { OnBoard } from './models.ts'

export type Values = Readonly<Record<string, unknown>>
/** A group's values and those of the groups around it, innermost first. */
export type Scope = readonly Values[]

function valueAt(scope: Scope, name: string): unknown {
  const [head = '', ...rest] = name.split('.')
  for (const values of scope) {
    let value: unknown = values[head]
    for (const part of rest) value = (value as Values | undefined)?.[part]
    if (value !== undefined) return value
  }
  return undefined
}
export const holds = (condition: Condition, scope: Scope) =>
  Object.entries(condition).every(([name, allowed]) => (allowed as readonly unknown[]).includes(valueAt(scope, name)))

/** Belongs to this kind of template and to this aircraft; what a file already says is always shown. */
export function belongs(element: AnyElement, scope: Scope, board: OnBoard, value: unknown): boolean {
  if (value !== undefined && value !== '') return !element.applies || holds(element.applies, scope)
  if (element.observed) return false
  if (element.applies && !holds(element.applies, scope)) return false
  return !element.series || !board.aircraft || element.series.includes(board.aircraft.series)
}
/** Asked for: always required, required as things stand, or simply possible. A condition that fails hides the field. */
export function isAsked(element: AnyElement, scope: Scope): boolean {
  return !Array.isArray(element.required) || element.required.some(condition => holds(condition, scope))
}
export const isRequired = (element: AnyElement, scope: Scope) =>
  element.required === true || (Array.isArray(element.required) && element.required.some(c => holds(c, scope)))

export interface Range {
  minimum?: number
  maximum?: number
}
export function rangeOf(element: NumberElement, scope: Scope, board: OnBoard): Range {
  const variant = element.variants?.find(({ when }) => holds(when, scope))
  const range: Range = {
    minimum: variant?.minimum ?? element.minimum,
    maximum: variant?.maximum ?? element.maximum,
  }
  if (element.limit === 'speed' && board.aircraft)
    range.maximum = Math.min(range.maximum ?? Number.POSITIVE_INFINITY, board.aircraft.speed)
  if (element.limit === 'gimbalPitch' && !variant && board.gimbalPitch)
    [range.minimum, range.maximum] = board.gimbalPitch
  return range
}

const UNITS: Record<string, string> = { deg: '°', percent: '%', 's or m': '' }
export const unitOf = (element: AnyElement) =>
  'unit' in element && element.unit ? (UNITS[element.unit] ?? element.unit) : ''

/** A first value for a field that is switched on. */
export function defaultOf(element: LeafElement): unknown {
  switch (element.type) {
    case 'integer':
    case 'float':
      return Math.max(0, element.minimum ?? 0) + (element.exclusive ? 1 : 0)
    case 'boolean':
      return false
    case 'word':
      return Object.keys(element.words)[0]
    case 'words':
      return []
    case 'code':
      return Number(Object.keys(element.codes)[0])
    default:
      return undefined
  }
}
/** Every required parameter of an action with a value that the format allows; the rest stays out. */
export function defaultsOf(elements: Elements, given: Values = {}): Record<string, unknown> {
  const values: Record<string, unknown> = { ...given }
  for (const [name, element] of Object.entries(elements)) {
    if (values[name] !== undefined || element.type === 'group' || element.type === 'choice') continue
    if (isRequired(element, [values])) values[name] = defaultOf(element)
  }
  return values
}

// Words -------------------------------------------------------------------------------------------------------------------

const chinese = shallowRef<Readonly<Record<string, string>>>({})
/** The Chinese of the element data, fetched when somebody needs it. */
export async function loadElementWords(): Promise<void> {
  if (i18n.global.locale.value === 'zh-CN' && Object.keys(chinese.value).length === 0)
    chinese.value = (await import('./chinese.json')).default
}
/** A title, word or description of the element data in the user's language. */
export const said = (english: string | undefined): string =>
  english === undefined ? '' : i18n.global.locale.value === 'zh-CN' ? (chinese.value[english] ?? english) : english
