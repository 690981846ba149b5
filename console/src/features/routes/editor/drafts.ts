/** Unsaved work, kept in this browser until it is saved or given up: a closed tab loses nothing. */
import type { TemplateFile } from '@rookery/wpml'

export interface Draft {
  name: string
  /** The version it was made from; null: a new route. */
  version: number | null
  template: TemplateFile
  /** Epoch ms. */
  savedAt: number
}

const PREFIX = 'rookery.route-draft.'
/** `id` is the route's, or `new`. */
const keyOf = (workspace: string, id: string) => `${PREFIX}${workspace}.${id}`

export function readDraft(workspace: string, id: string): Draft | null {
  try {
    const text = localStorage.getItem(keyOf(workspace, id))
    const draft = text ? (JSON.parse(text) as Draft) : null
    return draft?.template?.Document?.Folder ? draft : null
  } catch {
    return null
  }
}
/** Says whether the browser had room for it. */
export function keepDraft(workspace: string, id: string, draft: Draft): boolean {
  try {
    localStorage.setItem(keyOf(workspace, id), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}
export const dropDraft = (workspace: string, id: string) => localStorage.removeItem(keyOf(workspace, id))
