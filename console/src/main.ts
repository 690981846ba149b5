import { createApp } from 'vue'
import App from './App.vue'
import { i18n, setLocale } from './i18n.ts'
import { router } from './router.ts'
import { startAlarms } from './stores/alarms.ts'
import { startDockReadiness } from './stores/dock-readiness.ts'
import { startFleet } from './stores/fleet.ts'
import { startHolds } from './stores/holds.ts'
import { startJobs } from './stores/jobs.ts'
import { localeChoice, theme } from './stores/preferences.ts'
import { startReturnAlls } from './stores/return-all.ts'
import { resume } from './stores/session.ts'
import './ui/base.css'
import { applyTokens } from './ui/tokens.ts'

applyTokens(theme.value)
for (const start of [startFleet, startJobs, startAlarms, startHolds, startReturnAlls, startDockReadiness]) start()
await Promise.all([setLocale(localeChoice.value), resume()])
createApp(App).use(i18n).use(router).mount('#app')
