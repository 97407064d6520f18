import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { freePort } from '../../server/testing/require-peer'
import { test, expect } from './demo'
import { exportedJournal } from './journal'

const PAGES = ['/', '/power', '/hosts', '/plans', '/runs', '/audit', '/settings'] as const
const SETTINGS = ['devices', 'managers', 'groups', 'nut', 'import', 'users', 'system'].map((tab) => `/settings?tab=${tab}`)

/** Loaded and alive: skeletons are gone, the stream runs. */
const open = async (page: Page, path: string): Promise<void> => {
  await page.goto(new URL(path, page.url()).href)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  if (path !== '/sign-in') await expect(page.getByText(/^Live · /)).toBeVisible()
  await expect(page.getByRole('status', { name: /Loading|Lädt/ })).toHaveCount(0)
}

/** Addresses of pages about one thing, found by following the first link of their list. */
const firstBehind = async (page: Page, list: string): Promise<string> => {
  await open(page, list)
  const link = page.getByRole('main').locator(`a[href^="${list}/"]`).first()
  await expect(link).toBeVisible()
  return (await link.getAttribute('href')) ?? list
}

const hrefOf = async (page: Page, name: string): Promise<string> =>
  (await page.getByRole('main').getByRole('link', { name }).first().getAttribute('href')) ?? name

/** What a theme decides; all other rules judge the same elements in both. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** In both themes: the console follows the system's while nobody has chosen one. */
const violationsOn = async (page: Page): Promise<readonly string[]> => {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    const axe = new AxeBuilder({ page })
    const { violations } = await (colorScheme === 'light' ? axe : axe.withRules(COLOUR_RULES)).analyze()
    found.push(
      ...violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target }) => `${colorScheme}: ${id}: ${help} at ${target.join(' ')}`),
      ),
    )
  }
  return found
}

test('no page offends axe in an outage, in either theme', async ({ console: page }) => {
  // An outage that ends at once: a run to look at, and the power strip with it.
  await page.getByRole('button', { name: 'Cut the mains' }).click()
  const strip = page.getByRole('region', { name: 'Power groups in trouble' })
  await strip.getByRole('link', { name: 'Open run' }).click({ timeout: 60_000 })
  await expect(page).toHaveURL(/\/runs\//)
  const runPath = new URL(page.url()).pathname
  expect(await violationsOn(page), runPath).toEqual([])
  await open(page, '/')
  expect(await violationsOn(page), 'overview in an outage').toEqual([])
  for (const path of ['/runs', await firstBehind(page, '/power')]) {
    await open(page, path)
    expect(await violationsOn(page), `${path} in an outage`).toEqual([])
  }
})

test('no page offends axe, in either theme', async ({ console: page }) => {
  const things = [await firstBehind(page, '/power'), await hrefOf(page, 'ats-lab'), await firstBehind(page, '/plans')]
  for (const path of [...PAGES, ...SETTINGS, ...things]) {
    await open(page, path)
    expect(await violationsOn(page), path).toEqual([])
  }
})

test('no dialog offends axe, in either theme', async ({ console: page }) => {
  await open(page, '/hosts')
  await page.getByRole('button', { name: 'Enter maintenance on pve-13' }).click()
  await expect(page.getByRole('dialog').getByRole('table')).toBeVisible()
  expect(await violationsOn(page), 'the maintenance sheet').toEqual([])
  await open(page, '/power?add=1')
  await expect(page.getByRole('dialog', { name: 'Add a UPS' })).toBeVisible()
  expect(await violationsOn(page), 'adding a UPS').toEqual([])
  await open(page, '/power?discover=1')
  await expect(page.getByRole('dialog', { name: 'Search for UPSs, PDUs and ATSs' })).toBeVisible()
  expect(await violationsOn(page), 'searching a range').toEqual([])
  await page.context().clearCookies()
  await open(page, '/sign-in')
  expect(await violationsOn(page), 'sign-in').toEqual([])
})

/** Words of headings, column heads, tabs and navigation. */
const framework = async (page: Page): Promise<ReadonlySet<string>> => {
  const words = await page.locator('h1, main h2, th, [role=columnheader], [role=tab], nav a').allTextContents()
  return new Set(words.map((text) => text.trim()).filter((text) => /[a-z]{3}/i.test(text)))
}
/** The same in both languages. */
const BOTH = ['Hosts & VMs', 'Audit', 'Import', 'Temp.', 'Name', 'CPU', 'VMs', 'Plan', 'System', 'Manager', 'Version']
/** Given by people, in whatever language. */
const NAMES = /^(Row \d|Storage\/Lab|ups-.*|Batch work|Critical to Row 2, rest saved|Everything else)$/

test('German is German on every page', async ({ console: page }) => {
  const paths = [...PAGES, ...SETTINGS, await firstBehind(page, '/power'), await firstBehind(page, '/plans')]
  const english = new Map<string, ReadonlySet<string>>()
  for (const path of paths) {
    await open(page, path)
    english.set(path, await framework(page))
  }
  await page.getByRole('button', { name: 'Language: English' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await expect(page.getByRole('button', { name: 'Sprache: Deutsch' })).toBeVisible()
  const headings: (string | null)[] = []
  for (const path of paths) {
    await open(page, path)
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    headings.push(await page.getByRole('heading', { level: 1 }).textContent())
    const german = await framework(page)
    const left = [...german].filter((text) => english.get(path)?.has(text) && !BOTH.includes(text) && !NAMES.test(text))
    expect(left, `still English on ${path}`).toEqual([])
  }
  expect(headings.slice(0, PAGES.length)).toEqual([
    'Übersicht',
    'Strom',
    'Hosts & VMs',
    'Pläne',
    'Abläufe',
    'Audit',
    'Einstellungen',
  ])
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })
  test('what is needed at night fits 390 px', async ({ console: page }) => {
    const widths = (): Promise<{ readonly page: number; readonly window: number }> =>
      page.evaluate(() => ({ page: document.documentElement.scrollWidth, window: window.innerWidth }))
    const fits = async (what: string): Promise<void> => {
      const { page: wide, window } = await widths()
      expect(wide, what).toBeLessThanOrEqual(window)
    }
    for (const path of PAGES) {
      await open(page, path)
      await fits(path)
    }
    await open(page, '/hosts?q=host:pve-22')
    await expect(page.getByRole('button', { name: 'Enter maintenance on pve-22' })).toBeInViewport({ ratio: 1 })
    await page.getByRole('button', { name: 'Enter maintenance on pve-22' }).click()
    const sheet = page.getByRole('dialog')
    await expect(sheet.getByRole('button', { name: 'Enter maintenance on pve-22' })).toBeInViewport()
    await expect(sheet.getByRole('button', { name: /What happens to/ }).first()).toContainText(/^pve-\d\d/)
    await expect(sheet.getByText(/^pve-\d\d$/).first()).toBeInViewport({ ratio: 1 })
    await fits('the maintenance sheet')
    await page.keyboard.press('Escape')
    await open(page, '/')
    await page.getByRole('button', { name: 'Cut the mains' }).click()
    const strip = page.getByRole('region', { name: 'Power groups in trouble' })
    await expect(strip).toContainText('on battery', { ignoreCase: true })
    await strip.getByRole('link', { name: 'Open run' }).click({ timeout: 60_000 })
    await expect(page).toHaveURL(/\/runs\//)
    await fits('a run')
    await page.getByRole('button', { name: 'Hold' }).click()
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Hold' })).toBeInViewport()
    await page.getByRole('dialog').getByRole('button', { name: 'Hold' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    // Whether the hold lasts is the forecast's affair: where nothing is to spare it expires at once.
    await expect.poll(async () => (await exportedJournal(page)).map(({ kind }) => kind)).toContain('run.held')
  })
})

test('a UPS is added: a dead address says why and keeps what was typed, a live one shows its values', async ({
  console: page,
  demo,
}) => {
  const [ups] = (await demo.description()).upses
  if (ups === undefined) throw new Error('the demo has no UPS')
  const deadPort = String(await freePort())
  await page.getByRole('navigation').getByRole('link', { name: 'Power' }).click()
  await page.getByRole('main').getByRole('button', { name: 'Add UPS' }).click()
  const sheet = page.getByRole('dialog', { name: 'Add a UPS' })
  const [address, port] = [sheet.getByLabel('Address', { exact: true }), sheet.getByLabel('Port', { exact: true })]
  const community = sheet.getByLabel('Community', { exact: true })
  await address.fill(ups.host)
  await port.fill(deadPort)
  await community.fill(ups.community)
  await sheet.getByRole('button', { name: 'Look what answers' }).click()
  await expect(sheet.getByText('Nothing usable answered')).toBeVisible({ timeout: 60_000 })
  await expect(sheet.getByRole('alert')).toContainText(`No answer from ${ups.host}, UDP port ${deadPort}`)
  await expect(address).toHaveValue(ups.host)
  await expect(port).toHaveValue(deadPort)
  await expect(community).toHaveValue(ups.community)
  await port.fill(String(ups.port))
  await sheet.getByRole('button', { name: 'Look what answers' }).click()
  await expect(sheet.getByRole('heading', { name: 'This answers there' })).toBeVisible({ timeout: 30_000 })
  await expect(sheet.getByText('On mains')).toBeVisible()
  await expect(sheet.getByText('rfc1628')).toBeVisible()
  await expect(sheet.getByRole('listitem').filter({ hasText: 'Charge' })).toContainText('100')
  await expect(sheet.getByLabel('Name in this console')).not.toHaveValue('')
})
