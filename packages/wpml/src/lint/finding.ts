import { type Locale, TEXTS } from './texts.ts'

export type Severity = 'error' | 'warning' | 'info'
export type FindingCode = keyof typeof TEXTS
export type FindingValues = Readonly<Record<string, string | number>>

/** Where a finding is. `wayline` and `waypoint` count from 0 in the order of the file. */
export interface Place {
  file: 'archive' | 'template' | 'waylines'
  /** Wire names from the document down, lists with their index: `Document/Folder[0]/Placemark[3]/executeHeight`. */
  path: string
  /** Which `Folder`. */
  wayline?: number
  /** Which `Placemark` of it. */
  waypoint?: number
}
export interface Finding extends Place {
  code: FindingCode
  severity: Severity
  /** What is wrong. */
  message: string
  /** What to do about it. */
  remedy: string
  /** What the texts speak of, for other languages and for programs. */
  values: FindingValues
}

/** The texts of a finding in a language. */
export function explain(finding: Pick<Finding, 'code' | 'values'>, locale: Locale = 'en') {
  const [message, remedy] = TEXTS[finding.code][locale]
  return { message: filled(message, finding.values), remedy: filled(remedy, finding.values) }
}

export function makeFinding(code: FindingCode, place: Place, given: FindingValues, locale: Locale): Finding {
  // A value may be the whole content of an element that somebody filled with megabytes.
  const values = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value]),
  )
  return { code, severity: TEXTS[code].severity, ...place, ...explain({ code, values }, locale), values }
}

const filled = (text: string, values: FindingValues) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]!) : whole))
const shown = (value: string | number) => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : value)
const cut = (value: string) => (value.length > 60 ? `${[...value.slice(0, 200)].slice(0, 57).join('')}...` : value)
