/** A long list of files of which only the pages in sight are fetched. */
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { get } from '../../api/client.ts'
import type { Page } from '../../api/types.ts'
import { onOpened } from '../../stores/channel.ts'
import { type MediaFile, type MediaQuery, mediaPath } from './media.ts'

const PAGE = 120

export function usePagedFiles(query: () => MediaQuery | null) {
  const pages = reactive(new Map<number, readonly MediaFile[]>())
  const asked = new Set<number>()
  const total = ref<number | null>(null)
  const error = shallowRef<Error | null>(null)
  let turn = 0

  async function load(page: number) {
    const current = query()
    if (!current || asked.has(page)) return
    asked.add(page)
    const mine = turn
    try {
      const answer = await get<Page<MediaFile>>(mediaPath('/files'), { ...current, page, page_size: PAGE })
      if (mine !== turn) return
      pages.set(page, answer.list)
      total.value = answer.pagination.total
      error.value = null
    } catch (failure) {
      if (mine !== turn) return
      asked.delete(page)
      error.value = failure as Error
    }
  }
  /** What is shown stays until its successor is there. */
  async function reload() {
    turn++
    asked.clear()
    const shown = [...pages.keys()]
    await load(1)
    for (const page of shown) if (page !== 1) void load(page)
  }
  watch(
    () => JSON.stringify(query()),
    () => {
      turn++
      asked.clear()
      pages.clear()
      total.value = null
      error.value = null
      void load(1)
    },
    { immediate: true },
  )
  onScopeDispose(onOpened(() => void reload()))
  return {
    total,
    error,
    loading: computed(() => total.value === null && error.value === null),
    /** The file at a place of the whole list; undefined while it is not there yet. */
    at: (index: number) => pages.get(Math.floor(index / PAGE) + 1)?.[index % PAGE],
    /** Fetches what a range of the list needs. */
    need(from: number, to: number) {
      for (let page = Math.floor(from / PAGE) + 1; page <= Math.floor(Math.max(from, to) / PAGE) + 1; page++)
        void load(page)
    },
    reload,
  }
}
export type PagedFiles = ReturnType<typeof usePagedFiles>
