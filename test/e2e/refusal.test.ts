/** A mission that the weather forbids: foretold in the dialog, refused, explained, on record, and an alarm. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser } from '../support/browser.ts'
import { choose, goTo, signIn } from '../support/console.ts'
import { testServer } from '../support/server.ts'
import { importWayline, routeKmz } from '../support/waylines.ts'

const server = await testServer()
const { page: open, faults } = await openBrowser()

test('a storm refuses a mission, and the refusal has its reason, its record and its alarm', async () => {
  const { latitude, longitude } = { latitude: 47.1, longitude: 8.5 }
  const place = { latitude, longitude, height: 450 }
  await importWayline(server.admin, server.url, 'Fence', await routeKmz())
  const dock = await server.dock('E2E-REFUSAL', { place, speed: 5, osdInterval: 500 })
  dock.weatherNow = { wind: 16, rainfall: 0, temperature: 15 }
  dock.aircraft.charge = 95
  const page = await open(`${server.url}/`)
  await signIn(page)

  await goTo(page, 'missions')
  await page.locator('[data-test=new-mission]').click()
  await choose(page, '[data-test=route-select]', 'Fence')
  await choose(page, '[data-test=dock-select]', /^Dock E2E-REFUSAL ·/)
  const dialog = page.locator('[data-test=mission-dialog]')
  await dialog.getByText('Would be refused now', { exact: true }).waitFor()
  await dialog.locator('[data-test=check-wind]').getByText('16 m/s').waitFor()
  await choose(page, '[data-test=policy]', 'Skip it')
  await page.click('[data-test=mission-save]')

  // Launched in spite of that, it is refused, with reason.
  await page.waitForURL('**/missions/jobs/*')
  await page.locator('h1 [data-state=refused]').waitFor()
  await page.locator('[data-test=job-reason]').getByText('16 m/s').waitFor()
  await page.locator('[data-test=job-history]').getByText('Refused', { exact: true }).waitFor()
  const sent = dock.received.filter(({ method }) => method.startsWith('flighttask'))
  assert.deepEqual(sent, [], 'the dock was told of a mission that could not fly')

  // The flight that did not happen is on record, and somebody puts a name under its alarm.
  await page.click('[data-test=job-flight]')
  await page.waitForURL('**/flights/*')
  await page.getByText('16 m/s').first().waitFor()
  await goTo(page, 'alarms')
  const alarm = page.locator('[data-test=alarms] tbody tr').filter({ hasText: 'Mission refused' })
  await alarm.getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
  await alarm.getByText('admin').waitFor()
  assert.deepEqual(faults, [])
})
