/** What tests of the console do all the time. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ADMIN } from './client.ts'

assert.ok(
  existsSync(join(import.meta.dirname, '../../console/dist/index.html')),
  'the console is not built: run this by npm test',
)

/** Generous: a starved machine is slow to draw. */
const PATIENCE_MS = 90_000

/** As the first admin; resolves when the frame is there. */
export async function signIn(page: Page): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS)
  await page.fill('input[autocomplete=username]', ADMIN.username)
  await page.fill('input[type=password]', ADMIN.password)
  await page.keyboard.press('Enter')
  await page.locator('[data-test=connection]').waitFor()
}

/** Chooses the option with this text in a select; the text must stand in no other select of the page. */
export async function choose(page: Page, select: string, text: string | RegExp): Promise<void> {
  await page.click(select)
  const option = page.locator('.n-base-select-option').filter({ hasText: text })
  await option.click()
  await option.waitFor({ state: 'hidden' })
}

/** By the rail on the left, without loading the page again. */
export const goTo = (page: Page, place: string): Promise<void> => page.click(`nav a[href="/${place}"]`)
