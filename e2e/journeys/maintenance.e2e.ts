import { test, expect, type Demo } from './demo'
import { exportedJournal } from './journal'

const HOST = 'pve-22'
const LOCAL_DISK_HOST = 'pve-13'
const REASON = 'swap a failing fan'
const CHECKS = ['Storage', 'Network', 'CPU', 'Memory', 'CPU type']

const vmsOn = async (demo: Demo, host: string): Promise<readonly string[]> =>
  (await demo.truth()).vms
    .filter((vm) => vm.host === host)
    .map(({ name }) => name)
    .sort()

test.beforeEach(async ({ console: page }) => {
  await page.getByRole('navigation').getByRole('link', { name: 'Hosts & VMs' }).click()
  await expect(page.getByRole('heading', { name: 'Hosts & VMs' })).toBeVisible()
})

test('a host is emptied with its guests alive, kept in maintenance with its reason, and filled again', async ({
  console: page,
  demo,
}) => {
  const home = await vmsOn(demo, HOST)
  expect(home.length).toBeGreaterThan(0)
  const row = page.getByRole('treegrid').getByRole('row').filter({ hasText: HOST })

  await test.step('the sheet says what happens to each VM, with the five checks', async () => {
    await page.getByRole('button', { name: `Enter maintenance on ${HOST}` }).click()
    const sheet = page.getByRole('dialog', { name: `Enter maintenance on ${HOST}` })
    const table = sheet.getByRole('table', { name: 'What happens to each VM' })
    for (const check of CHECKS) await expect(table.getByRole('columnheader', { name: check, exact: true }).last()).toBeVisible()
    for (const vm of home) {
      const line = table.getByRole('row').filter({ hasText: vm })
      await expect(line.getByRole('button', { name: `What happens to ${vm}` })).toContainText(/^pve-\d\d/)
      for (const check of CHECKS) await expect(line.getByText(`${check} passes`, { exact: true })).toHaveCount(1)
    }
    await expect(sheet.getByText(`${home.length} migrate`)).toBeVisible()
    await sheet.getByLabel('Reason, shown on the host and in the audit').fill(REASON)
    await sheet.getByRole('button', { name: `Enter maintenance on ${HOST}` }).click()
    await expect(sheet).toHaveCount(0)
    await expect(page.getByText(`Entering maintenance on ${HOST} in 5 s`)).toBeVisible()
  })

  await test.step('the run moves them, and every step is verified', async () => {
    await row.getByRole('link', { name: 'Open run' }).click({ timeout: 30_000 })
    await expect(page).toHaveURL(/\/runs\//)
    for (const vm of home)
      await expect(page.getByRole('row').filter({ hasText: vm })).toContainText('Verified', { timeout: 120_000 })
    await expect(page.getByText('In maintenance').first()).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText(`“${REASON}”`)).toBeVisible()
    expect(await vmsOn(demo, HOST)).toEqual([])
    const { vms } = await demo.truth()
    expect(vms.filter(({ name }) => home.includes(name)).every(({ power }) => power === 'on')).toBe(true)
  })

  await test.step('the host shows its maintenance, and the overview who and why', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Hosts & VMs' }).click()
    await expect(row.getByText('Maintenance', { exact: true })).toBeVisible()
    await expect(row.getByTitle(REASON)).toBeVisible()
    await page.getByRole('navigation').getByRole('link', { name: 'Overview' }).click()
    await expect(page.getByText(new RegExp(`demo · ${REASON}`))).toBeVisible()
  })

  await test.step('it leaves maintenance and its guests come home', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Hosts & VMs' }).click()
    await page.getByRole('button', { name: `Exit maintenance on ${HOST} and bring back` }).click()
    const sheet = page.getByRole('dialog', { name: `Exit maintenance on ${HOST} and bring back` })
    for (const vm of home) await expect(sheet.getByRole('row').filter({ hasText: vm })).toBeVisible()
    await sheet.getByLabel('Reason, shown on the host and in the audit').fill('fan swapped')
    // A double click orders once: a second order would be refused, and said so.
    await sheet.getByRole('button', { name: `Exit maintenance on ${HOST} and bring back` }).dblclick()
    await expect.poll(() => vmsOn(demo, HOST), { timeout: 120_000 }).toEqual(home)
    await expect(page.getByRole('button', { name: `Enter maintenance on ${HOST}` })).toBeVisible({ timeout: 60_000 })
    expect((await demo.truth()).kills).toEqual([])
  })

  await test.step('the journal knows who, why and from where', async () => {
    const entries = await exportedJournal(page)
    for (const [kind, reason] of [
      ['maintenance.enter-ordered', REASON],
      ['maintenance.exit-ordered', 'fan swapped'],
    ]) {
      const entry = entries.find((each) => each.kind === kind)
      expect(entry).toMatchObject({ channel: 'web', reason, object: { kind: 'host', name: HOST } })
      expect(entry?.actor).toBe('demo')
    }
  })
})

test('a VM that cannot move stands first with its reason, and nothing starts until a choice is made', async ({
  console: page,
}) => {
  // A line opens by its name.
  await page.getByText(LOCAL_DISK_HOST, { exact: true }).click()
  await expect(page.getByRole('treegrid').getByRole('row').filter({ hasText: 'file-01' })).toBeVisible()
  await page.getByRole('button', { name: `Enter maintenance on ${LOCAL_DISK_HOST}` }).click()
  const sheet = page.getByRole('dialog', { name: `Enter maintenance on ${LOCAL_DISK_HOST}` })
  const lines = sheet.getByRole('table').locator('tbody tr')
  const act = sheet.getByRole('button', { name: `Enter maintenance on ${LOCAL_DISK_HOST}` })
  await expect(lines.first()).toContainText('file-01')
  await expect(lines.first()).toContainText('Blocked')
  await expect(lines.first().getByText('Storage fails')).toHaveCount(1)
  await expect(lines.nth(1)).toContainText('on storage that only its own host reaches')
  await expect(sheet.getByText('1 VM needs a decision first')).toBeVisible()
  await expect(act).toBeDisabled()
  await sheet.getByRole('button', { name: 'What happens to file-01' }).click()
  await page.getByRole('option', { name: 'Shut down' }).click()
  await expect(sheet.getByText('1 shut down')).toBeVisible()
  await expect(sheet.getByText('1 VM needs a decision first')).toHaveCount(0)
  await expect(act).toBeEnabled()
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
})
