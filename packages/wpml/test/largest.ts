/** A worker: reads the costliest archive within the limits, both documents full of short elements, and tells its size. */
import { parentPort } from 'node:worker_threads'
import { readKmz } from '../src/kmz.ts'
import { LIMITS } from '../src/limits.ts'
import { rawZip } from './raw-zip.ts'

const WAYPOINTS = 19_900
const LEAVES = Math.floor((LIMITS.elements - 3) / WAYPOINTS) - 1
function document(root: string, leaf: (i: number) => string) {
  const parts = [`<kml><Document><${root}>`]
  for (let i = 0; i < WAYPOINTS; i++) {
    parts.push('<Placemark>')
    for (let k = 0; k < LEAVES; k++) parts.push(leaf(k))
    parts.push('</Placemark>')
  }
  parts.push(`</${root}></Document></kml>`)
  return Buffer.from(parts.join(''))
}
let state = 1
const digits = () => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0
  return state.toString(36)
}
let waylines: Buffer | undefined = document(
  'Folder',
  k => `<wpml:e${k}>${digits()} ${digits()} ${digits()} ${digits()} ${digits()} ${digits()}</wpml:e${k}>`,
)
const bytes = waylines.length
const archive = rawZip([
  { path: 'wpmz/template.kml', content: document('Folder', () => `<wpml:index>${digits()}</wpml:index>`) },
  { path: 'wpmz/waylines.wpml', content: waylines },
])
waylines = undefined
const kmz = readKmz(archive, { limits: { time: 60_000 } })
parentPort!.postMessage({ bytes, waypoints: kmz.waylines!.Document.Folder[0]!.Placemark.length })
