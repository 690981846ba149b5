/** One document, template.kml or waylines.wpml, as text and as a typed model. */
import { group, kml } from './elements/define.ts'
import {
  DOCUMENTS,
  type GroupExtras,
  type TemplateDocument,
  type WaylinesDocument,
  type WpmlFileName,
} from './elements/index.ts'
import { type Deadline, LIMITS, type Limits } from './limits.ts'
import { emptyGroup, type Group, readGroup } from './model/read.ts'
import { writeGroup } from './model/write.ts'
import { parseXml } from './xml/parse.ts'
import { XmlWriter } from './xml/write.ts'

export interface WpmlFile<D> extends GroupExtras {
  /** URI of the WPML namespace; undefined when the file declares none. */
  namespace?: string
  Document: D
}
export type TemplateFile = WpmlFile<TemplateDocument>
export type WaylinesFile = WpmlFile<WaylinesDocument>

/** What new files are written with. */
export const NAMESPACE = 'http://www.dji.com/wpmz/1.0.6'
const KML = 'http://www.opengis.net/kml/2.2'

const roots = {
  template: { Document: kml(group(DOCUMENTS.template, { title: 'Template' })) },
  waylines: { Document: kml(group(DOCUMENTS.waylines, { title: 'Waylines' })) },
}

/** @throws WpmlError `xml.*` or `time` */
export const parseTemplate = (source: Uint8Array | string, limits: Limits = LIMITS, deadline?: Deadline) =>
  parse('template', source, limits, deadline) as unknown as TemplateFile
/** @throws WpmlError `xml.*` or `time` */
export const parseWaylines = (source: Uint8Array | string, limits: Limits = LIMITS, deadline?: Deadline) =>
  parse('waylines', source, limits, deadline) as unknown as WaylinesFile
/** The XML text. @throws WpmlError `write.*` for what XML or WPML cannot hold */
export const formatTemplate = (file: TemplateFile) => format('template', file)
/** The XML text. @throws WpmlError `write.*` for what XML or WPML cannot hold */
export const formatWaylines = (file: WaylinesFile) => format('waylines', file)

function parse(name: WpmlFileName, source: Uint8Array | string, limits: Limits, deadline?: Deadline): Group {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source
  const { root, namespace } = parseXml(bytes, limits, deadline)
  const file = readGroup(root, roots[name])
  file.Document ??= emptyGroup(DOCUMENTS[name])
  // The namespaces that every file has go without saying; others are kept for the elements that use them.
  const attributes = Object.entries(root.attributes ?? {}).filter(
    ([key, value]) => !(key === 'xmlns' && value === KML) && !(key.startsWith('xmlns:') && value === namespace),
  )
  if (attributes.length) file.$attributes = Object.fromEntries(attributes)
  else delete file.$attributes
  return namespace === undefined ? file : { namespace, ...file }
}

function format(name: WpmlFileName, file: WpmlFile<unknown>): string {
  const { namespace, $attributes } = file
  const writer = new XmlWriter()
  writer.open('kml', { xmlns: KML, ...(namespace !== undefined && { 'xmlns:wpml': namespace }), ...$attributes })
  writeGroup(writer, file as unknown as Group, roots[name])
  writer.close('kml')
  return writer.end()
}
