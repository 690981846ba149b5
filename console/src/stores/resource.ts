/**
 * What a page fetches: data, waiting and failure in one place, fetched again when the question changes (another
 * filter, another workspace) and after the live channel was interrupted.
 */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { get, type RequestOptions } from '../api/client.ts'
import type { Page } from '../api/types.ts'
import { onOpened } from './channel.ts'

export interface Question {
  path: string
  query?: RequestOptions['query']
}

/** GET of what `question` names; null asks nothing. Only the answer to the latest question counts. */
export function useResource<T>(question: () => Question | null) {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<Error | null>(null)
  const loading = ref(false)
  let asked = 0

  async function reload(): Promise<void> {
    const current = question()
    const turn = ++asked
    if (!current) {
      data.value = null
      return
    }
    loading.value = true
    try {
      const answer = await get<T>(current.path, current.query)
      if (turn !== asked) return
      data.value = answer
      error.value = null
    } catch (failure) {
      if (turn === asked) error.value = failure as Error
    } finally {
      if (turn === asked) loading.value = false
    }
  }
  watch(() => JSON.stringify(question()), reload, { immediate: true })
  onScopeDispose(onOpened(reload))
  return { data, error, loading, reload }
}

/** A list that the server pages; a null path asks nothing. A change of the filters goes back to the first page. */
export function usePaged<T>(
  path: () => string | null,
  filters: () => NonNullable<RequestOptions['query']> = () => ({}),
) {
  const page = ref(1)
  watch(
    () => JSON.stringify([path(), filters()]),
    () => {
      page.value = 1
    },
    { flush: 'sync' },
  )
  const resource = useResource<Page<T>>(() => {
    const from = path()
    return from === null ? null : { path: from, query: { ...filters(), page: page.value } }
  })
  const rows = computed(() => resource.data.value?.list ?? [])
  const pagination = computed(() => resource.data.value?.pagination ?? null)
  /** Replaces the rows on show, for news that came over the live channel. */
  function setRows(list: T[]) {
    if (resource.data.value) resource.data.value = { ...resource.data.value, list }
  }
  /** All that a table on show needs, for `v-bind`. */
  const table = computed(() => ({
    rows: rows.value,
    pagination: pagination.value,
    loading: resource.loading.value,
    error: resource.error.value,
    onPage: (wanted: number) => {
      page.value = wanted
    },
    onRetry: resource.reload,
  }))
  return { ...resource, page, rows, pagination, table, setRows }
}
