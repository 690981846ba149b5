/** Fetches the file of a mission and refuses what a dock would refuse. */
import { createHash } from 'node:crypto'
import type { Product } from '@rookery/thing-model'
import { readKmz, type WaylinesDocument, WpmlError } from '@rookery/wpml'
import { RESULT } from '../behaviours/results.ts'

export interface WaylineFile {
  url: string
  /** MD5 in hexadecimal. */
  fingerprint: string
}

/** Shorter than the time in which an answer is expected. */
const DOWNLOAD_MS = 8000

/** The waylines, or the result code that refuses them. */
export async function fetchWaylines(file: WaylineFile, aircraft: Product): Promise<WaylinesDocument | number> {
  let bytes: Uint8Array
  try {
    const response = await fetch(file.url, { signal: AbortSignal.timeout(DOWNLOAD_MS) })
    if (!response.ok) return RESULT.fileNotObtained
    bytes = new Uint8Array(await response.arrayBuffer())
  } catch {
    return RESULT.fileNotObtained
  }
  const md5 = createHash('md5').update(bytes).digest('hex')
  if (md5 !== file.fingerprint.toLowerCase()) return RESULT.fileCorrupt
  return waylinesOf(bytes, aircraft)
}

function waylinesOf(bytes: Uint8Array, aircraft: Product): WaylinesDocument | number {
  try {
    const document = readKmz(bytes).waylines?.Document
    if (!document?.Folder.some(({ Placemark }) => Placemark.length > 0)) return RESULT.fileFormat
    const { droneEnumValue: type, droneSubEnumValue: sub_type } = document.missionConfig?.droneInfo ?? {}
    const fits = (type ?? aircraft.type) === aircraft.type && (sub_type ?? aircraft.sub_type) === aircraft.sub_type
    return fits ? document : RESULT.fileNotProcessed
  } catch (error) {
    if (error instanceof WpmlError) return RESULT.fileFormat
    throw error
  }
}
