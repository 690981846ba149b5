/**
 * `npm run screenshots`: starts the demo in a folder of its own on free ports, opens the console in Chromium and takes
 * the pictures of the documents, docs/images/*.png, so that they show what the console really looks like.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const root = join(import.meta.dirname, '..')
const images = join(root, 'docs/images')
const CHROMIUM = '/usr/bin/chromium'
const ARGUMENTS = [
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
const SIZE = { width: 1366, height: 768 }
/** Larger pictures make a slow page of documents. */
const MAX_BYTES = 400_000
const START_MS = 180_000
/** The aircraft fly for this long before the first picture, so that their tracks show. */
const FLIGHT_MS = 25_000
/** A Dock 3 whose aircraft stays at home. */
const QUIET_DOCK = 'SIMDOCK3000006'
const ADMIN = { username: 'admin', password: `${crypto.randomUUID()}Aa1` }

/** Resolves with the console's address when the fleet is up. */
function startDemo(folder: string): { child: ChildProcess; address: Promise<string> } {
  const child = spawn(process.execPath, [join(root, 'scripts/demo.ts')], {
    cwd: root,
    env: {
      ...process.env,
      ROOKERY_DATA_DIR: folder,
      ROOKERY_HTTP_PORT: '0',
      ROOKERY_MQTT_PORT: '0',
      ROOKERY_S3_PORT: '0',
      ROOKERY_RTMP_PORT: '0',
      ROOKERY_ADMIN_USERNAME: ADMIN.username,
      ROOKERY_ADMIN_PASSWORD: ADMIN.password,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the demo did not start in time')), START_MS)
    createInterface({ input: child.stdout! }).on('line', line => {
      const found = /^\s*Console\s+(https?:\S+)/.exec(line)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', code => reject(new Error(`the demo stopped with ${code}`)))
    child.once('close', () => clearTimeout(timer))
  })
  return { child, address }
}

function stopDemo(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

async function take(page: Page, name: string): Promise<void> {
  const file = join(images, `${name}.png`)
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  writeFileSync(file, picture)
  const { size } = statSync(file)
  console.log(`${relative(root, file)}  ${Math.round(size / 1000)} KB`)
  if (size > MAX_BYTES) throw new Error(`${name}.png has ${size} bytes, more than ${MAX_BYTES}`)
}

async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/sign-in`)
  await page.locator('input[name=username]').fill(ADMIN.username)
  await page.locator('input[type=password]').fill(ADMIN.password)
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/live')
}

/** The map draws in software here: a picture waits until it has come to rest. */
const settle = (page: Page, ms = 3_000) => page.waitForTimeout(ms)

async function live(page: Page): Promise<void> {
  await page.getByText('Maasvlakte container yard').first().waitFor()
  await page.locator('canvas').first().waitFor()
  await settle(page, FLIGHT_MS)
  await page.getByText('Waalhaven terminal').first().click()
  await page.getByLabel('Show the whole fleet').click()
  await settle(page)
  await take(page, 'live')
}

async function device(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/fleet/${QUIET_DOCK}`)
  await page.locator('[data-test=status]').waitFor()
  await settle(page)
  await take(page, 'device')
}

/** Opens the lid, and takes the picture while it moves. */
async function controls(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/fleet/${QUIET_DOCK}/controls`)
  await page.locator('[data-test=debug_mode_open-on]').click()
  await page.locator('[data-test=control-debug] [data-test=state]', { hasText: 'debugging' }).waitFor()
  await page.locator('[data-test=cover_open-open]').click()
  await page.getByRole('dialog').locator('button[type=submit]').click()
  await page.locator('[data-test=control-cover]', { hasText: /[5-8]\d ?%/ }).waitFor()
  await take(page, 'controls')
}

async function connect(page: Page, context: BrowserContext, address: string): Promise<void> {
  // The sheet names the address of the machine that takes the picture; a reader wants to see one like his own.
  await context.route('**/manage/api/v1/workspaces/*/gateways', async route => {
    if (route.request().method() !== 'POST') return route.continue()
    const response = await route.fetch()
    const body = (await response.json()) as { data: object }
    await route.fulfill({
      response,
      json: { ...body, data: { ...body.data, mqtt_addr: 'ssl://cloud.example.com:1883' } },
    })
  })
  await page.goto(`${address}/admin/connect`)
  await page.locator('input[name=gateway_sn]').fill('7CTDM00B00EXAMPLE')
  await page.locator('input[name=name]').fill('North gate')
  await page.locator('button[type=submit]').click()
  await page.locator('[data-test=sheet-password]').waitFor()
  await settle(page)
  await take(page, 'connect')
}

async function main(): Promise<void> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: install Debian's chromium`)
  mkdirSync(images, { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'rookery-screenshots-'))
  const { child, address: starting } = startDemo(folder)
  try {
    const address = await starting
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
    try {
      const context = await browser.newContext({
        viewport: SIZE,
        colorScheme: 'dark',
        locale: 'en-GB',
        timezoneId: 'Europe/Amsterdam',
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      page.setDefaultTimeout(60_000)
      await signIn(page, address)
      await live(page)
      await connect(page, context, address)
      await device(page, address)
      await controls(page, address)
    } finally {
      await browser.close()
    }
  } finally {
    await stopDemo(child)
    rmSync(folder, { recursive: true, force: true })
  }
}

main().then(
  () => process.exit(),
  error => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
