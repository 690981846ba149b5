/** A mapping route from the drawing to the library and back: planned in the browser, checked, saved, opened again. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readKmz } from '@rookery/wpml'
import type { Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { ADMIN, eventually, testServer } from '../support/server.ts'

assert.ok(
  existsSync(join(import.meta.dirname, '../../console/dist/index.html')),
  'the console is not built: run this by npm test',
)
const server = await testServer()
const { page: open, faults } = await openBrowser()
const library = '/wayline/api/v1/workspaces/null/waylines'

async function signIn(page: Page) {
  await page.fill('input[autocomplete=username]', ADMIN.username)
  await page.fill('input[type=password]', ADMIN.password)
  await page.keyboard.press('Enter')
  await page.locator('#page').waitFor()
}
/** Clicks at shares of the map's width and height; each corner is there before the next is drawn. */
async function draw(page: Page, corners: readonly [number, number][]) {
  const box = (await page.locator('.editor .map canvas').boundingBox())!
  for (const [i, [x, y]] of corners.entries()) {
    await page.mouse.click(box.x + box.width * x, box.y + box.height * y)
    await page.locator(`.editor[data-vertices="${i + 1}"]`).waitFor()
  }
}

test('a mapping route is drawn, planned, checked, saved and opened again', async () => {
  // Its place is where the map begins, and the take-off that planning counts from.
  const dock = await server.dock('E2E-ROUTES')
  await eventually(
    'the server knows where the dock is',
    async () => {
      const { list } = (await server.admin.get('/manage/api/v1/workspaces/null/devices/latest')).data
      return list.some((row: { sn: string; osd: { latitude?: number } }) => row.sn === 'E2E-ROUTES' && row.osd.latitude)
    },
    60_000,
  )
  const page = await open(`${server.url}/routes`)
  // The map is drawn by software here, and slow where the processor is.
  page.setDefaultTimeout(90_000)
  await signIn(page)
  await page.click('[data-test=new-route]')
  await page.click('[data-test=kind-mapping2d]')
  await page.fill('input[name=name]', 'Tank park')
  await page.click('[data-test=from-dock]')
  await page.locator('.n-base-select-option').first().click()
  await page.click('[data-test=begin]')
  await page.locator('[data-test=editor-map][data-ready=true]').waitFor()
  await draw(page, [
    [0.3, 0.25],
    [0.7, 0.25],
    [0.7, 0.75],
    [0.3, 0.75],
  ])
  await page.keyboard.press('Escape')
  await page.locator('.editor[data-planned="true"]').waitFor()

  // A corner less, and back again.
  await page.keyboard.press('Delete')
  await page.locator('.editor[data-vertices="3"]').waitFor()
  await page.keyboard.press('Control+z')
  await page.locator('.editor[data-vertices="4"]').waitFor()
  await page.locator('.editor[data-planned="true"]').waitFor()

  await page.click('[data-test=save]')
  await page.getByRole('dialog').getByRole('button', { name: 'Save to the library' }).click()
  await page.waitForURL('**/routes/*/edit')

  const stored = (await server.admin.get(library)).data.list
  assert.equal(stored.length, 1)
  const [{ id, name, version, template_types, photo_count, findings }] = stored
  assert.deepEqual([name, version, template_types, findings.error], ['Tank park', 1, [1], 0])
  assert.ok(photo_count > 10, `${photo_count} photos`)
  const file = await fetch(`${server.url}${library}/${id}/url`, { headers: { 'x-auth-token': server.admin.token } })
  const kmz = readKmz(new Uint8Array(await file.arrayBuffer()))
  const takeOff = kmz.template!.Document.missionConfig!.takeOffRefPoint!
  assert.ok(Math.abs(takeOff.latitude - Number(dock.osd.latitude)) < 1e-3, 'the take-off is not at the dock')
  assert.equal(kmz.template!.Document.Folder[0]!.templateType, 'mapping2d')
  assert.ok(kmz.waylines!.Document.Folder[0]!.Placemark.length >= 4)

  // Opened again, changed, saved as the next version.
  await page.goto(`${server.url}/routes`)
  await page.getByText('Tank park').first().waitFor()
  await page.goto(`${server.url}/routes/${id}/edit`)
  await page.locator('.editor[data-vertices="4"][data-planned="true"]').waitFor()
  await page.fill('input[name=distance]', '60')
  await page.keyboard.press('Enter')
  await page.click('[data-test=save]:enabled')
  await page.getByRole('dialog').getByRole('button', { name: 'Save as a new version' }).click()
  await eventually(
    'the second version is stored',
    async () => (await server.admin.get(`${library}/${id}`)).data.version === 2,
    60_000,
  )
  assert.deepEqual(faults, [])
})
