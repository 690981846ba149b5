/** One route being edited: its template with undo, what is selected, and the flight that follows from it. */
import {
  type Estimate,
  type Finding,
  type Kmz,
  type LatLon,
  lint,
  type Photo,
  type PlanNote,
  type Preview,
  photosOf,
  plan,
  preview,
  type TemplateFile,
  type TemplateFolder,
  WpmlError,
  type WpmlErrorCode,
} from '@rookery/wpml'
import { computed, type InjectionKey, inject, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { createHistory } from './history.ts'
import { onBoard } from './models.ts'
import { insertVertex, isRoute, moveVertex, removeVertex, shifted, turnLines, verticesOf } from './template.ts'

export interface EditorSource {
  name: string
  template: TemplateFile
  /** Files that travel along: audio, reference photos. */
  resources: Kmz['resources']
}
/** What follows from the template. */
export interface Flight {
  kmz: Kmz
  estimate: Estimate
  notes: PlanNote[]
  findings: Finding[]
  preview: Preview
  photos: Photo[]
}

/** Planning waits until the hand rests for this long. ms */
const PLAN_AFTER_MS = 120
/** More photos than this are counted but not drawn. */
export const MOST_PHOTOS_DRAWN = 4000

export function createEditor(source: EditorSource) {
  const history = createHistory(source.template)
  const template = history.present
  const name = ref(source.name)
  const saved = shallowRef({ template: source.template, name: source.name })
  const folderIndex = ref(0)
  const selected = ref<number | null>(null)
  /** The direction with the fewest lines follows the area until somebody sets another. */
  const autoDirection = ref(verticesOf(source.template.Document.Folder[0]).length === 0)
  const drawing = ref(verticesOf(source.template.Document.Folder[0]).length === 0)
  const flight = shallowRef<Flight | null>(null)
  const trouble = shallowRef<{ code: WpmlErrorCode | 'unknown'; message: string } | null>(null)
  const planning = ref(false)

  const folder = computed<TemplateFolder | undefined>(
    () => template.value.Document.Folder[folderIndex.value] ?? template.value.Document.Folder[0],
  )
  const route = computed(() => isRoute(folder.value))
  const vertices = computed(() => verticesOf(folder.value))
  const mission = computed(() => template.value.Document.missionConfig)
  const board = computed(() => onBoard(mission.value))
  const takeOff = computed(() => mission.value?.takeOffRefPoint)
  const dirty = computed(() => template.value !== saved.value.template || name.value !== saved.value.name)

  /** A step that can be undone. Steps of one `kind` in quick succession are one. */
  function edit(change: (template: TemplateFile) => void, kind?: string) {
    const next = structuredClone(template.value)
    change(next)
    if (autoDirection.value) turnLines(next.Document.Folder[folderIndex.value])
    history.push(next, kind)
  }
  const editFolder = (change: (folder: TemplateFolder, template: TemplateFile) => void, kind?: string) =>
    edit(next => {
      const chosen = next.Document.Folder[folderIndex.value] ?? next.Document.Folder[0]
      if (chosen) change(chosen, next)
    }, kind)

  function addAt(place: LatLon) {
    const end = vertices.value.length
    // With a waypoint selected the route goes on from there.
    const at = selected.value === null ? end : selected.value + 1
    editFolder(target => insertVertex(target, at, place))
    selected.value = at
  }
  function insertAt(index: number, place: LatLon) {
    editFolder(target => insertVertex(target, index, place), 'drag')
    selected.value = index
  }
  const moveTo = (index: number, place: LatLon) => editFolder(target => moveVertex(target, index, place), 'drag')
  /** Metres east and north. */
  function nudge(east: number, north: number) {
    const at = selected.value
    const place = at === null ? undefined : vertices.value[at]
    if (at === null || !place) return
    editFolder(target => moveVertex(target, at, shifted(place, east, north)), 'nudge')
  }
  function remove(index = selected.value) {
    if (index === null || index >= vertices.value.length) return
    editFolder(target => removeVertex(target, index))
    const left = vertices.value.length
    selected.value = left === 0 ? null : Math.min(index, left - 1)
    if (left === 0) drawing.value = true
  }
  function select(index: number | null) {
    selected.value = index
  }
  function step(by: 1 | -1) {
    const count = vertices.value.length
    if (count === 0) return
    selected.value = selected.value === null ? (by > 0 ? 0 : count - 1) : (selected.value + by + count) % count
  }

  let turn = 0
  async function planNow() {
    const mine = ++turn
    const current = template.value
    planning.value = true
    try {
      const made = await plan(current, { resources: source.resources })
      if (mine !== turn) return
      const photos =
        made.estimate.photos > MOST_PHOTOS_DRAWN ? [] : (made.kmz.waylines?.Document.Folder ?? []).flatMap(photosOf)
      flight.value = {
        ...made,
        findings: lint(made.kmz, { dock: true, takeOff: current.Document.missionConfig?.takeOffRefPoint }),
        preview: preview({ template: made.kmz.template?.Document, waylines: made.kmz.waylines?.Document }),
        photos,
      }
      trouble.value = null
    } catch (error) {
      if (mine !== turn) return
      flight.value = null
      trouble.value =
        error instanceof WpmlError
          ? { code: error.code, message: error.message }
          : { code: 'unknown', message: (error as Error).message }
    } finally {
      if (mine === turn) planning.value = false
    }
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(template, () => {
    planning.value = true
    clearTimeout(timer)
    timer = setTimeout(planNow, PLAN_AFTER_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  void planNow()

  watch([template, folderIndex], () => {
    const count = vertices.value.length
    if (selected.value !== null && selected.value >= count) selected.value = count ? count - 1 : null
  })

  return {
    name,
    template,
    history,
    folderIndex,
    folder,
    route,
    vertices,
    mission,
    board,
    takeOff,
    selected,
    drawing,
    autoDirection,
    flight,
    trouble,
    planning,
    dirty,
    resources: source.resources,
    edit,
    editFolder,
    addAt,
    insertAt,
    moveTo,
    nudge,
    remove,
    select,
    step,
    planNow,
    /** What is on screen is what the server has. */
    markSaved() {
      saved.value = { template: template.value, name: name.value }
    },
    /** The unsaved work of an earlier visit; what was opened counts as saved. */
    restore(draft: { name: string; template: TemplateFile }) {
      history.push(draft.template)
      name.value = draft.name
      drawing.value = vertices.value.length === 0
    },
  }
}
export type Editor = ReturnType<typeof createEditor>

export const EDITOR: InjectionKey<Editor> = Symbol('editor')
export const useEditor = (): Editor => inject(EDITOR)!
