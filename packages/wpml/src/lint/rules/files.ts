/** The archive, its documents, who made them, and the versions of the format. */
import { WPML_NAMESPACE } from '../../xml/parse.ts'
import { inDocument, type Rule } from '../context.ts'

/** The newest version that the declarations were compared with. */
const NEWEST = [1, 0, 6] as const

export const files: Rule = ({ kmz, report }) => {
  const archive = { file: 'archive', path: '' } as const
  if (kmz.folder !== 'wpmz/') report('file.folder', archive, { folder: kmz.folder || '/' })
  if (!kmz.waylines) report('file.waylines-missing', archive)
  if (!kmz.template) report('file.template-missing', archive)
  if (kmz.template) {
    const { author, createTime } = kmz.template.Document
    if (!author) report('file.author', inDocument('template', 'author'))
    if (!createTime) report('file.create-time', inDocument('template', 'createTime'))
  }
  for (const name of ['template', 'waylines'] as const) {
    const file = kmz[name]
    if (!file) continue
    if (!file.Document.Folder.length) report('document.no-folder', inDocument(name, 'Folder'))
    const version = versionOf(file.namespace)
    if (!file.namespace || !version) report('namespace.missing', { file: name, path: '' })
    else if (/\/\/www\.uav\.com\//.test(file.namespace))
      report('namespace.consumer', { file: name, path: '' }, { uri: file.namespace })
    else if (isNewer(version)) report('namespace.newer', { file: name, path: '' }, { version: version.join('.') })
  }
  const [template, waylines] = [versionOf(kmz.template?.namespace), versionOf(kmz.waylines?.namespace)]
  if (template && waylines && template.join('.') !== waylines.join('.'))
    report('namespace.differs', archive, { template: template.join('.'), waylines: waylines.join('.') })
}

const versionOf = (uri: string | undefined) =>
  WPML_NAMESPACE.exec(uri ?? '')
    ?.slice(1)
    .map(Number)
function isNewer(version: readonly number[]): boolean {
  const at = version.findIndex((part, i) => part !== NEWEST[i])
  return at >= 0 && version[at]! > NEWEST[at]!
}
