/** Text of leaf elements to values and back. */
import type { Coordinate, LatLonHeight, LeafElement } from '../elements/define.ts'
import { WpmlError } from '../errors.ts'

export type LeafValue = number | boolean | string | string[] | LatLonHeight | Coordinate | Coordinate[]

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

/** The value, or undefined when the text is none of the element's type. Ranges are the linter's business. */
export function parseValue(element: LeafElement, text: string): LeafValue | undefined {
  switch (element.type) {
    case 'integer':
    case 'float':
    case 'code':
      return parseNumber(text)
    case 'boolean':
      return text === '1' || text === 'true' ? true : text === '0' || text === 'false' ? false : undefined
    case 'text':
      return text
    case 'word':
      return text || undefined
    case 'words':
      return text
        .split(',')
        .map(part => part.trim())
        .filter(Boolean)
    case 'latLonHeight': {
      const numbers = parseNumbers(text)
      return numbers?.length === 3 ? { latitude: numbers[0]!, longitude: numbers[1]!, height: numbers[2]! } : undefined
    }
    case 'coordinate': {
      const tuples = parseTuples(text)
      return tuples?.length === 1 ? tuples[0] : undefined
    }
    case 'coordinates':
      return parseTuples(text)
  }
}

export function formatValue(element: LeafElement, value: unknown): string {
  switch (element.type) {
    case 'integer':
    case 'float':
    case 'code':
      return formatNumber(value as number)
    case 'boolean':
      return value ? '1' : '0'
    case 'text':
    case 'word':
      return String(value)
    case 'words':
      return (value as string[]).join(',')
    case 'latLonHeight': {
      const { latitude, longitude, height } = value as LatLonHeight
      return [latitude, longitude, height].map(formatNumber).join(',')
    }
    case 'coordinate':
      return formatTuple(value as Coordinate)
    case 'coordinates':
      return (value as Coordinate[]).map(formatTuple).join(' ')
  }
}

/** A number that JavaScript holds as exactly as the text gives it. */
export function parseNumber(text: string): number | undefined {
  if (text.length > 400 || !NUMBER.test(text)) return undefined
  const value = Number(text)
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return undefined
  return value === 0 ? 0 : value
}

/** Always in decimal notation: not every reader of the files knows exponents. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new WpmlError('write.number', `${value} is not a number that a file can hold.`)
  const text = String(value === 0 ? 0 : value)
  const [mantissa, exponent] = text.split('e')
  if (exponent === undefined) return text
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(mantissa!)!
  const digits = whole + fraction
  const point = whole!.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0')}`
}

function parseNumbers(text: string): number[] | undefined {
  const numbers = text.split(',').map(part => parseNumber(part.trim()))
  return numbers.includes(undefined) ? undefined : (numbers as number[])
}

/** `lon,lat[,alt]` separated by white space; also with white space around the commas. */
function parseTuples(text: string): Coordinate[] | undefined {
  const tuples: Coordinate[] = []
  const tight = text
    .split(',')
    .map(part => part.trim())
    .join(',')
  for (const tuple of tight.split(/\s+/)) {
    if (!tuple) continue
    const numbers = parseNumbers(tuple.replace(/,$/, ''))
    if (!numbers || numbers.length < 2 || numbers.length > 3) return undefined
    const [longitude, latitude, altitude] = numbers as [number, number, number?]
    tuples.push(altitude === undefined ? { longitude, latitude } : { longitude, latitude, altitude })
  }
  return tuples
}

const formatTuple = ({ longitude, latitude, altitude }: Coordinate) =>
  (altitude === undefined ? [longitude, latitude] : [longitude, latitude, altitude]).map(formatNumber).join(',')
