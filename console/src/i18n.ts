/**
 * Words in two languages, one file per feature and language (`features/<page>/{en,zh-CN}.json`, the common ones in
 * `locales/`): the feature's name is the first part of each key. Chinese loads only when it is chosen.
 */
import { computed, nextTick } from 'vue'
import { createI18n, type I18n } from 'vue-i18n'
import type { LocaleName } from './stores/preferences.ts'

type Words = Record<string, unknown>
const english = import.meta.glob<{ default: Words }>(['./locales/en.json', './features/*/en.json'], { eager: true })
const chinese = import.meta.glob<{ default: Words }>(['./locales/zh-CN.json', './features/*/zh-CN.json'])

/** Common words lie at the top, a feature's below its name. */
function place(all: Words, path: string, words: Words) {
  const feature = /features\/([^/]+)\//.exec(path)?.[1]
  if (feature) all[feature] = words
  else Object.assign(all, words)
}
function collect(files: Record<string, { default: Words }>): Words {
  const all: Words = {}
  for (const [path, file] of Object.entries(files)) place(all, path, file.default)
  return all
}

type Table = Record<string, never>
/** Typed loosely: keys come from many files. */
export const i18n: I18n<Table, Table, Table, string, false> = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: collect(english) as never },
  missingWarn: false,
  fallbackWarn: false,
})

export async function setLocale(locale: LocaleName): Promise<void> {
  if (locale === 'zh-CN' && !i18n.global.availableLocales.includes('zh-CN')) {
    const loaded: Record<string, { default: Words }> = {}
    await Promise.all(
      Object.entries(chinese).map(async ([path, load]) => {
        loaded[path] = await load()
      }),
    )
    i18n.global.setLocaleMessage('zh-CN', collect(loaded) as never)
  }
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  await nextTick()
}

/** Numbers, ages and dates in the user's language. */
function formatter(locale: string) {
  const t = i18n.global.t as (key: string, values?: Record<string, unknown>) => string
  const numbers = new Map<number, Intl.NumberFormat>()
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const shortTime = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
  /** A span of ms in its two largest useful parts: "8 s", "3 min", "2 h 05 min", "4 d". */
  function age(ms: number): string {
    const seconds = Math.floor(Math.max(0, ms) / 1000)
    if (seconds < 60) return t('time.seconds', { n: seconds })
    const minutes = Math.floor(seconds / 60)
    if (minutes < 60) return t('time.minutes', { n: minutes })
    const hours = Math.floor(minutes / 60)
    if (hours < 48) return t('time.hours', { n: hours, m: String(minutes % 60).padStart(2, '0') })
    return t('time.days', { n: Math.floor(hours / 24) })
  }
  return {
    number(value: number, digits = 0): string {
      let format = numbers.get(digits)
      if (!format) {
        format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
        numbers.set(digits, format)
      }
      return format.format(value)
    },
    age,
    ago: (ms: number) => (ms < 2000 ? t('time.now') : t('time.ago', { age: age(ms) })),
    dateTime: (time: number) => dateTime.format(time),
    time: (time: number) => shortTime.format(time),
    /** HH:MM in a zone. */
    hourMinute: (time: number, timeZone?: string) =>
      new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(time),
    /** Weekday, day and month in a zone. */
    day: (time: number, timeZone?: string) =>
      new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone }).format(time),
    /** Clock of a zone, HH:MM:SS. */
    clock: (time: number, timeZone: string) =>
      new Intl.DateTimeFormat(locale, {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hour12: false,
        timeZone,
      }).format(time),
  }
}
const current = computed(() => formatter(i18n.global.locale.value))
export type Format = ReturnType<typeof formatter>
/** The formatter of the current language; reactive, since each call reads the language. */
export const useFormat = (): Format => new Proxy({} as Format, { get: (_, key) => current.value[key as keyof Format] })
