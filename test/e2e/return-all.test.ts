/** Six aircraft in the air, and two clicks that bring all of them home. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { offset, patrol } from '@rookery/simulator'
import { openBrowser } from '../support/browser.ts'
import { signIn } from '../support/console.ts'
import { testServer } from '../support/server.ts'

const server = await testServer()
const { page: open, faults } = await openBrowser()
const LIMIT = 120_000
const NUMBERS = [1, 2, 3, 4, 5, 6]
const NOWHERE_TO_BE = 100_000

test('Return all brings six aircraft home, each with its own answer', async () => {
  const centre = { latitude: 47.1, longitude: 8.5, height: 450 }
  const docks = []
  for (const number of NUMBERS) {
    const place = { ...centre, ...offset(centre, 0, number * 1000) }
    const dock = await server.dock(`E2E-RETURN-${number}`, { place, speed: 8, osdInterval: 500 })
    dock.weatherNow = { wind: 2, rainfall: 0, temperature: 15 }
    dock.aircraft.charge = 95
    void patrol(dock, { radius: 60, height: 30, seconds: NOWHERE_TO_BE, rest: NOWHERE_TO_BE })
    docks.push(dock)
  }
  const page = await open(`${server.url}/`)
  await signIn(page)
  await page.locator('[data-test=airborne] article').nth(5).waitFor({ timeout: LIMIT })

  await page.click('[data-test=return-all]')
  await page.locator('[data-test=return-all-ask] li').nth(5).waitFor()
  assert.equal(docks.flatMap(({ received }) => received.filter(c => c.method === 'return_home')).length, 0)
  await page.click('[data-test=return-all-send]')

  const rows = page.locator('[data-test=return-all-rows]')
  await rows.locator('[data-state]').nth(5).waitFor()
  const aircraft = (await server.admin.get('/control/api/v1/workspaces/null/return-all')).data.list[0].aircraft
  assert.equal(aircraft.length, 6)
  await rows.locator('[data-state=landed]').nth(5).waitFor({ timeout: LIMIT })
  for (const dock of docks) {
    assert.equal(dock.received.filter(({ method }) => method === 'return_home').length, 1, dock.sn)
    assert.deepEqual(dock.violations, [])
  }
  // Nothing else starts until somebody lifts the hold that came with it.
  await page.getByRole('button', { name: 'Done, put away' }).click()
  await page.click('[data-test=hold-launches]')
  await page.locator('[data-test=holds]').getByRole('button', { name: 'Lift' }).click()
  await page.locator('[data-test=holds]').waitFor({ state: 'detached' })
  assert.deepEqual(faults, [])
})
