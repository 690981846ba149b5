/** What a user has set in this browser. */
import { useLocalStorage, usePreferredDark } from '@vueuse/core'
import { computed } from 'vue'
import type { ThemeName } from '../ui/tokens.ts'

export type ThemeChoice = ThemeName | 'system'
export type LocaleName = 'en' | 'zh-CN'

export const themeChoice = useLocalStorage<ThemeChoice>('rookery.theme', 'system')
const systemDark = usePreferredDark()
export const theme = computed<ThemeName>(() =>
  themeChoice.value === 'system' ? (systemDark.value ? 'dark' : 'light') : themeChoice.value,
)
export function toggleTheme(): void {
  themeChoice.value = theme.value === 'dark' ? 'light' : 'dark'
}

export const localeChoice = useLocalStorage<LocaleName>(
  'rookery.locale',
  navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en',
)
/** The site that lists and the map are narrowed to; '' is all sites. */
export const siteChoice = useLocalStorage('rookery.site', '')
