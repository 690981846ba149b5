import { computed, shallowRef } from 'vue'

/** The row that a dialog is about; closing the dialog (`showing` for its `v-model:show`) lets go of it. */
export function useChosen<T>() {
  const chosen = shallowRef<T | null>(null)
  const showing = computed({
    get: () => chosen.value !== null,
    set: show => {
      if (!show) chosen.value = null
    },
  })
  return { chosen, showing }
}
