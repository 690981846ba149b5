/**
 * Keys of the console: single keys and two-key sequences ("g l"). Never while typing, never with a modifier other
 * than those in the definition, never over an open dialog.
 */
import { onScopeDispose } from 'vue'

export interface Shortcut {
  /** "t", "?", "g l", "ctrl+k" (also Cmd on a Mac). */
  keys: string
  /** Locale key of what it does. */
  label: string
  group: 'go' | 'do'
  run(): void
}

/** A sequence's second key must follow within this time. */
const SEQUENCE_MS = 1200

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
const dialogOpen = () => document.querySelector('[aria-modal="true"]') !== null

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const byKeys = new Map(shortcuts.map(s => [s.keys, s]))
  const prefixes = new Set(shortcuts.filter(s => s.keys.includes(' ')).map(s => s.keys.split(' ')[0]))
  let pending = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function onKey(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    if (event.ctrlKey || event.metaKey) {
      const shortcut = byKeys.get(`ctrl+${key}`)
      if (!shortcut || event.altKey || event.shiftKey) return
      event.preventDefault()
      return shortcut.run()
    }
    if (event.altKey || typing(event.target) || dialogOpen()) return
    const shortcut = byKeys.get(pending ? `${pending} ${key}` : key)
    clearTimeout(timer)
    const isPrefix = !pending && prefixes.has(key)
    pending = ''
    if (shortcut) {
      event.preventDefault()
      shortcut.run()
    } else if (isPrefix) {
      pending = key
      timer = setTimeout(() => {
        pending = ''
      }, SEQUENCE_MS)
    }
  }
  window.addEventListener('keydown', onKey)
  onScopeDispose(() => {
    clearTimeout(timer)
    window.removeEventListener('keydown', onKey)
  })
}
