/** A KMZ: both documents and the resources that travel with them. */
import type { Entry } from './archive/entry.ts'
import { unpack, unzip } from './archive/unzip.ts'
import { pack, zip } from './archive/zip.ts'
import {
  formatTemplate,
  formatWaylines,
  parseTemplate,
  parseWaylines,
  type TemplateFile,
  type WaylinesFile,
} from './document.ts'
import { WpmlError } from './errors.ts'
import { type Deadline, LIMITS, type Limits } from './limits.ts'

export interface Kmz {
  /** Where the documents lie in the archive: `wpmz/` as it should be, '' for the archive's root. */
  folder: string
  template?: TemplateFile
  waylines?: WaylinesFile
  /** Everything else (audio, reference photos), still packed, with full paths. */
  resources: Entry[]
}

const TEMPLATE = 'template.kml'
const WAYLINES = 'waylines.wpml'

export interface ReadOptions {
  /** Smaller or larger limits than `LIMITS`. */
  limits?: Partial<Limits>
  /** Milliseconds that only go forward; for tests. */
  now?: () => number
}

/**
 * Reads a KMZ under limits. Everything the format allows to be wrong inside the documents is kept for `lint`.
 * @throws WpmlError `archive.*`, `xml.*` or `time`: the file cannot be read or must not be
 */
export function readKmz(bytes: Uint8Array, options: ReadOptions = {}): Kmz {
  const limits: Limits = { ...LIMITS, ...options.limits }
  const deadline = startDeadline(limits.time, options.now)
  let folder: string | undefined
  let template: string | undefined
  let waylines: string | undefined
  const { entries, contents } = unzip(bytes, limits, deadline, paths => {
    folder = documentFolder(paths)
    const find = (name: string) => paths.find(path => nameIn(path, name) && folderOf(path) === folder)
    template = find(TEMPLATE)
    waylines = find(WAYLINES)
    return [template, waylines]
  })
  if (folder === undefined)
    throw new WpmlError('archive.no-wpml', `The archive has neither ${TEMPLATE} nor ${WAYLINES}.`)
  const kmz: Kmz = { folder, resources: entries.filter(({ path }) => path !== template && path !== waylines) }
  if (template) kmz.template = parseTemplate(contents.get(template)!, limits, deadline)
  if (waylines) kmz.waylines = parseWaylines(contents.get(waylines)!, limits, deadline)
  return kmz
}

/**
 * The archive's bytes, always the same for the same content, so that fingerprints compare.
 * @throws WpmlError `write.*`
 */
export function writeKmz(kmz: Kmz): Uint8Array {
  const entries: Entry[] = []
  const add = (name: string, text: string) => entries.push(pack(kmz.folder + name, new TextEncoder().encode(text)))
  if (kmz.template) add(TEMPLATE, formatTemplate(kmz.template))
  if (kmz.waylines) add(WAYLINES, formatWaylines(kmz.waylines))
  return zip([...entries, ...kmz.resources])
}

/** A file to travel along, e.g. `wpmz/res/audio/x.opus`. */
export const resource = (path: string, content: Uint8Array): Entry => pack(path, content)
/** The content of a resource. */
export const resourceContent = (entry: Entry): Uint8Array => unpack(entry)

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
const nameIn = (path: string, name: string) => path.slice(path.lastIndexOf('/') + 1).toLowerCase() === name

/** `wpmz/` before the root, the root before anything deeper. */
function documentFolder(paths: readonly string[]): string | undefined {
  const folders = paths.filter(path => nameIn(path, TEMPLATE) || nameIn(path, WAYLINES)).map(folderOf)
  const rank = (folder: string) =>
    folder.toLowerCase() === 'wpmz/' ? 0 : folder === '' ? 1 : folder.toLowerCase().endsWith('/wpmz/') ? 2 : 3
  return [...folders].sort((a, b) => rank(a) - rank(b) || a.length - b.length)[0]
}

function startDeadline(milliseconds: number, now = () => performance.now()): Deadline {
  const end = now() + milliseconds
  return () => {
    if (now() > end) throw new WpmlError('time', `Reading the file takes longer than ${milliseconds / 1000} s.`)
  }
}
