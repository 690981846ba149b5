import badCoordinates from './bad-coordinates.ts'
import emptyArrays from './empty-arrays.ts'
import hmsOnAircraft from './hms-on-aircraft.ts'
import methodInData from './method-in-data.ts'
import nullData from './null-data.ts'
import numbersAsStrings from './numbers-as-strings.ts'
import type { Oddity } from './oddity.ts'
import repliesWithoutGateway from './replies-without-gateway.ts'
import sentinels from './sentinels.ts'
import stateReplyTopic from './state-reply-topic.ts'
import timestampBeforeRequest from './timestamp-before-request.ts'
import topoIntegerVersion from './topo-integer-version.ts'
import topoWithoutGateway from './topo-without-gateway.ts'
import undocumentedEvents from './undocumented-events.ts'
import undocumentedFields from './undocumented-fields.ts'
import zeroIds from './zero-ids.ts'

/** All departures from the documents that can be switched on, one a file. */
export const ODDITIES = [
  badCoordinates,
  emptyArrays,
  hmsOnAircraft,
  methodInData,
  nullData,
  numbersAsStrings,
  repliesWithoutGateway,
  sentinels,
  stateReplyTopic,
  timestampBeforeRequest,
  topoIntegerVersion,
  topoWithoutGateway,
  undocumentedEvents,
  undocumentedFields,
  zeroIds,
] as const
export type OddityName =
  | 'bad-coordinates'
  | 'empty-arrays'
  | 'hms-on-aircraft'
  | 'method-in-data'
  | 'null-data'
  | 'numbers-as-strings'
  | 'replies-without-gateway'
  | 'sentinels'
  | 'state-reply-topic'
  | 'timestamp-before-request'
  | 'topo-integer-version'
  | 'topo-without-gateway'
  | 'undocumented-events'
  | 'undocumented-fields'
  | 'zero-ids'

const byName: ReadonlyMap<string, Oddity> = new Map(ODDITIES.map(oddity => [oddity.name, oddity]))
export const ODDITY_NAMES = [...byName.keys()] as OddityName[]

/** Throws on a name that is none. */
export const odditiesNamed = (names: readonly string[]): Oddity[] =>
  names.map(name => {
    const oddity = byName.get(name)
    if (!oddity) throw new Error(`"${name}" is no oddity; there are ${ODDITY_NAMES.join(', ')}`)
    return oddity
  })
