/** The whole way in a browser: a mapping route is imported, scheduled on a dock, flown, and its photos are on the map. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { offset, type SimulatedDock } from '@rookery/simulator'
import { mappingTemplate, plan, writeKmz } from '@rookery/wpml'
import { openBrowser } from '../support/browser.ts'
import { choose, goTo, signIn } from '../support/console.ts'
import { eventually, testServer } from '../support/server.ts'

const server = await testServer()
const { page: open, faults } = await openBrowser()
const LIMIT = 120_000
/** `mode_code` of an aircraft. */
const ON_ROUTE = 5
const jobs = '/wayline/api/v1/workspaces/null/jobs'

/** A small field beside the dock, flown slowly: few photos, and time to look at the flight. */
async function surveyKmz({ place }: SimulatedDock): Promise<Buffer> {
  const corners = [
    [20, 20],
    [20, 70],
    [70, 70],
    [70, 20],
  ]
  const area = corners.map(([north, east]) => {
    const { latitude, longitude } = offset(place, north!, east!)
    return { latitude, longitude }
  })
  const template = mappingTemplate(
    { aircraft: { type: 100, sub_type: 1 }, payload: '99-0-0', takeOff: place },
    { area, distance: 60, speed: 2 },
  )
  return Buffer.from(writeKmz((await plan(template)).kmz))
}
/** Day and time three hours ahead, as the date and time fields of the page take them. */
function later(): { day: string; time: string } {
  const at = new Date(Date.now() + 3 * 3600_000)
  const two = (n: number) => String(n).padStart(2, '0')
  return {
    day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  }
}

test('a mapping route is imported, scheduled, flown, and its photos are found on the map', async () => {
  const dock = await server.dock('E2E-MISSION', { speed: 10, osdInterval: 500 })
  dock.weatherNow = { wind: 2, rainfall: 0, temperature: 15 }
  dock.aircraft.charge = 95
  const page = await open(`${server.url}/`)
  await signIn(page)

  // A route from a file.
  await goTo(page, 'routes')
  await page.setInputFiles('[data-test=import]', {
    name: 'Tank survey.kmz',
    mimeType: 'application/vnd.google-earth.kmz',
    buffer: await surveyKmz(dock),
  })
  await page.getByText('Tank survey', { exact: true }).first().waitFor()

  // A mission at a time, which could start already.
  await goTo(page, 'missions')
  await page.locator('[data-test=new-mission]').click()
  await choose(page, '[data-test=route-select]', 'Tank survey')
  await choose(page, '[data-test=dock-select]', /^Dock E2E-MISSION ·/)
  await page.locator('[data-test=mission-dialog]').getByText('At a time', { exact: true }).click()
  const { day, time } = later()
  await page.fill('[data-test=day]', day)
  await page.fill('[data-test=time]', time)
  await page.locator('[data-test=mission-dialog]').getByText('Could start now', { exact: true }).waitFor()
  await page.click('[data-test=mission-save]')
  await page.locator('[data-test=mission-dialog]').waitFor({ state: 'detached' })
  const [planned] = (await server.admin.get(jobs)).data.list
  assert.equal(planned.state, 'scheduled')
  const row = page.locator(`[data-test=board-${planned.job_id}]`)
  await row.getByText('Could start now', { exact: true }).waitFor()
  assert.equal(dock.received.filter(({ method }) => method === 'flighttask_execute').length, 0)

  // It flies now, and is held in the air for as long as it takes to look.
  await row.locator('[data-test=job-start-now]').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start now' }).click()
  await eventually(
    'it is on its route',
    async () => {
      const { data } = await server.admin.get('/manage/api/v1/workspaces/null/devices/latest')
      return data.list.some((device: any) => device.sn === dock.aircraft.sn && device.osd.mode_code === ON_ROUTE)
    },
    LIMIT,
  )
  const pause = await server.admin.post(`${jobs}/${planned.job_id}/pause`)
  assert.equal(pause.code, 0, pause.message)
  await row.locator('[data-state=paused]').waitFor({ timeout: LIMIT })
  await page.locator('[data-test=airborne] article').getByRole('link').click()
  const card = page.locator('[data-test=mission-card]')
  await card.locator('[data-state=paused]').waitFor()
  const flying = (await server.admin.get(`${jobs}/${planned.job_id}`)).data
  await card
    .locator('[data-test=waypoint]')
    .filter({ hasText: new RegExp(`/\\s*${flying.progress.waypoint_count}`) })
    .waitFor()
  await card.locator('[data-test=job-resume]').click()
  await card.locator('[data-state=done]').waitFor({ timeout: LIMIT })

  // Every photo that the aircraft took is in the library.
  await card.getByRole('link').first().click()
  const { media_count: taken } = (await server.admin.get(`${jobs}/${planned.job_id}`)).data
  assert.ok(taken >= 4, `${taken} photos`)
  await eventually(
    'all photos have come',
    async () => (await server.admin.get(`${jobs}/${planned.job_id}`)).data.uploaded_count === taken,
    LIMIT,
  )
  await page.locator('[data-test=job-media]').getByText(String(taken)).first().waitFor()
  await page.click('[data-test=job-photos]')
  await page.locator('[data-index="0"]').waitFor()
  await page.getByRole('tab', { name: 'Map', exact: true }).click()
  await page.locator(`[data-test=media-map][data-total="${taken}"]`).waitFor()

  // And the flight has its record.
  await goTo(page, 'flights')
  await page.getByRole('cell', { name: 'Tank survey' }).first().waitFor()
  assert.deepEqual(dock.violations, [])
  assert.deepEqual(faults, [])
})
