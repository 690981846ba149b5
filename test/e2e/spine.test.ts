/** The first minute of a newcomer, in a real browser: sign in, see a dock come alive, open its lid, see it open. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SimulatedDock } from '@rookery/simulator'
import type { Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { ADMIN, eventually, testServer } from '../support/server.ts'

assert.ok(
  existsSync(join(import.meta.dirname, '../../console/dist/index.html')),
  'the console is not built: run this by npm test',
)
const server = await testServer()
const { page: open, faults } = await openBrowser()

async function signIn(page: Page) {
  await page.fill('input[autocomplete=username]', ADMIN.username)
  await page.fill('input[type=password]', ADMIN.password)
  await page.keyboard.press('Enter')
  await page.locator('[data-test=connection]').waitFor()
}
test('a dock goes from offline to online, opens its lid, and shows it', async () => {
  const added = await server.admin.post('/manage/api/v1/workspaces/null/gateways', {
    gateway_sn: 'E2E-DOCK',
    name: 'Harbour roof',
  })
  const { mqtt_password, bind_code, organization_id } = added.data
  const dock = new SimulatedDock({
    sn: 'E2E-DOCK',
    product: 'dock3',
    mqttUrl: server.mqttUrl,
    password: mqtt_password,
    bindCode: bind_code,
    organizationId: organization_id,
    speed: 4,
  })
  try {
    await dock.join()
    const page = await open(`${server.url}/`)
    await signIn(page)
    await page.getByText('Harbour roof').first().waitFor()

    await dock.stop()
    await page.goto(`${server.url}/fleet/E2E-DOCK/controls`)
    await page.getByText('Offline', { exact: true }).first().waitFor()
    await dock.join()
    await page.getByText('Offline', { exact: true }).waitFor({ state: 'detached' })

    const stateOf = (control: string) => page.locator(`[data-test=control-${control}] [data-test=state]`)
    await page.click('[data-test^=debug_mode_open]')
    await eventually('remote debugging is on', () => dock.osd.mode_code === 2)
    await stateOf('cover').filter({ hasText: 'Closed' }).waitFor()
    await page.click('[data-test^=cover_open]')
    assert.equal(
      dock.received.filter(c => c.method === 'cover_open').length,
      0,
      'the lid moved before it was confirmed',
    )
    await page.getByRole('dialog').getByRole('button', { name: 'Open' }).click()
    await stateOf('cover').filter({ hasText: 'Open' }).waitFor()
    await eventually('the lid is open', () => dock.osd.cover_state === 1, 60_000)
    assert.equal(dock.received.filter(c => c.method === 'cover_open').length, 1)
    assert.deepEqual(dock.violations, [])
    assert.deepEqual(faults, [])
  } finally {
    await dock.stop()
  }
})
