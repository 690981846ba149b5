/** Debian's Chromium, headless, as the end-to-end tests drive it. */
import { existsSync } from 'node:fs'
import { after } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = process.env.ROOKERY_TEST_CHROMIUM ?? '/usr/bin/chromium'
/** No network of its own, software WebGL for the map. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

/** A browser that ends with the test file. Errors of pages are collected in `faults`. */
export async function openBrowser(): Promise<{ browser: Browser; page(url: string): Promise<Page>; faults: string[] }> {
  if (!existsSync(CHROMIUM))
    throw new Error(`The end-to-end tests need Chromium at ${CHROMIUM}: install it (Debian: apt-get install chromium)`)
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
  after(() => browser.close())
  const faults: string[] = []
  return {
    browser,
    faults,
    async page(url) {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en-GB' })
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      page.on('pageerror', error => faults.push(error.message))
      page.on('console', message => {
        if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
          faults.push(message.text())
      })
      await page.goto(url)
      return page
    },
  }
}
