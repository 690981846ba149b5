/** Undo and redo over values that are replaced, never changed. */
import { computed, type ShallowRef, shallowRef } from 'vue'

const DEEPEST = 200
/** Steps of the same kind that follow one another this quickly, a drag or typing, are undone at once. ms */
const MERGE_MS = 900

export interface History<T> {
  readonly present: Readonly<ShallowRef<T>>
  readonly canUndo: Readonly<{ value: boolean }>
  readonly canRedo: Readonly<{ value: boolean }>
  /** `kind` names the sort of step; leave it out for steps that stand alone. */
  push(next: T, kind?: string): void
  /** The next step stands alone, whatever its kind: the mouse was let go. */
  seal(): void
  undo(): void
  redo(): void
  /** Another value altogether, with no way back. */
  reset(value: T): void
}

export function createHistory<T>(first: T, now: () => number = Date.now): History<T> {
  const present = shallowRef(first) as ShallowRef<T>
  const past = shallowRef<readonly T[]>([])
  const future = shallowRef<readonly T[]>([])
  let last: { kind: string; at: number } | null = null

  return {
    present,
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    push(next, kind) {
      const merges = kind !== undefined && last?.kind === kind && now() - last.at < MERGE_MS && past.value.length > 0
      if (!merges) past.value = [...past.value.slice(1 - DEEPEST), present.value]
      future.value = []
      present.value = next
      last = kind === undefined ? null : { kind, at: now() }
    },
    seal() {
      last = null
    },
    undo() {
      const before = past.value.at(-1)
      if (before === undefined) return
      future.value = [present.value, ...future.value]
      past.value = past.value.slice(0, -1)
      present.value = before
      last = null
    },
    redo() {
      const after = future.value[0]
      if (after === undefined) return
      past.value = [...past.value, present.value]
      future.value = future.value.slice(1)
      present.value = after
      last = null
    },
    reset(value) {
      past.value = []
      future.value = []
      present.value = value
      last = null
    },
  }
}
