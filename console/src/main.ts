import { createApp } from 'vue'
import App from './App.vue'
import { i18n, setLocale } from './i18n.ts'
import { router } from './router.ts'
import { startFleet } from './stores/fleet.ts'
import { localeChoice, theme } from './stores/preferences.ts'
import { resume } from './stores/session.ts'
import './ui/base.css'
import { applyTokens } from './ui/tokens.ts'

applyTokens(theme.value)
startFleet()
await Promise.all([setLocale(localeChoice.value), resume()])
createApp(App).use(i18n).use(router).mount('#app')
