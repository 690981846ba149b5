import { isSerialNumber, type ParsedTopic, parseTopic } from '@rookery/thing-model'

/**
 * The Cloud API topic that a subscription filter asks for. A filter below one serial number that ends in `#` or `+`
 * counts as that serial number's `services`: some clients subscribe so. Anything wider, `$share` included, is none.
 */
export function filterTopic(filter: string): ParsedTopic | undefined {
  const exact = parseTopic(filter)
  if (exact) return exact
  const levels = filter.split('/')
  const last = levels.at(-1)
  if (levels.length < 4 || (last !== '#' && last !== '+')) return undefined
  const [root, product, sn, ...rest] = levels
  if ((root !== 'thing' && root !== 'sys') || product !== 'product' || !isSerialNumber(sn)) return undefined
  if (rest.slice(0, -1).some(level => level.includes('+') || level.includes('#'))) return undefined
  return { sn, kind: 'services' }
}
