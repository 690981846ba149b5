/** Sentences for readiness reasons: what it is, and what to do about it. */
import { useI18n } from 'vue-i18n'
import type { Reason } from './readiness.ts'

export function useReasonText() {
  const { t, te } = useI18n()
  return (reason: Reason): { text: string; todo: string } => ({
    text: t(`live.reason.${reason.code}`, reason.params ?? {}),
    todo: te(`live.todo.${reason.code}`) ? t(`live.todo.${reason.code}`, reason.params ?? {}) : '',
  })
}
