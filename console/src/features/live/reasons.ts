/** Sentences for readiness reasons: what it is, and what to do about it. */
import { useI18n } from 'vue-i18n'
import type { Reason } from './readiness.ts'

export function useReasonText() {
  const { t, te } = useI18n()
  return (reason: Reason): { text: string; todo: string } => {
    const todo = reason.code === 'check' ? `missions.todo.${reason.params?.check}` : `live.todo.${reason.code}`
    return {
      text: t(`live.reason.${reason.code}`, reason.params ?? {}),
      todo: te(todo) ? t(todo, reason.params ?? {}) : '',
    }
  }
}
