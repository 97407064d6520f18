import type { Locator, Page } from '@playwright/test'
import { test, expect } from './demo'
import { exportedJournal } from './journal'

/** Tall enough for all stages at once: a drag does not scroll. */
test.use({ viewport: { width: 1440, height: 1500 } })

const REASON = 'web before mail'

const stage = (page: Page, name: string): Locator => page.getByRole('grid', { name: new RegExp(`^Stage \\d+: ${name}$`) })
const names = async (list: Locator): Promise<readonly string[]> => {
  const rows = await list.getByRole('row').all()
  return Promise.all(rows.map(async (row) => ((await row.textContent()) ?? '').replace('⠿', '')))
}
const order = (list: Locator, ...vms: readonly string[]): Promise<void> => expect(list.getByRole('row')).toContainText([...vms])

test('a plan is reordered by keyboard and by mouse, redrawn, saved, published and read back', async ({ console: page }) => {
  const [batch, rest] = [stage(page, 'Batch work'), stage(page, 'Everything else')]
  const timeline = page.getByRole('img', { name: 'What would happen' })
  const verdict = page.getByText(/If the mains failed now:/)

  await test.step('the builder shows the plan and how it would end', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Plans' }).click()
    await page.getByRole('main').getByRole('link', { name: 'Row 1' }).click()
    await order(rest, 'web-01', 'web-02', 'mail-02', 'mail-01', 'file-01')
    await expect(verdict).toBeVisible()
    await expect(timeline).toBeVisible()
  })

  await test.step('it says until when a stage may wait, and what the end of a VM gains', async () => {
    const card = page.getByRole('region', { name: /^Stage 1: Batch work/ })
    await expect(card.getByText(/^(latest |too late)/)).toBeVisible()
    await expect(rest.getByRole('row', { name: /web-01/ })).toContainText(/\+\d+:\d\d/)
  })

  await test.step('Alt+↓ and Alt+↑ move a VM within its stage and into the next', async () => {
    await batch.getByRole('row', { name: /batch-01/ }).click()
    await page.keyboard.press('Alt+ArrowDown')
    await order(batch, 'batch-02', 'batch-01', 'batch-03')
    await expect(batch.getByRole('row', { name: /batch-01/ })).toBeFocused()
    await page.keyboard.press('Alt+ArrowUp')
    await order(batch, 'batch-01', 'batch-02', 'batch-03')
    await rest.getByRole('row', { name: /web-01/ }).click()
    await page.keyboard.press('Alt+ArrowUp')
    await expect(stage(page, 'Critical to Row 2, rest saved').getByRole('row', { name: /web-01/ })).toBeFocused()
    await page.keyboard.press('Alt+ArrowDown')
    await order(rest, 'web-01', 'web-02')
  })

  await test.step('“Move to…” puts it into any stage, and the forecast is drawn anew', async () => {
    await rest.getByRole('row', { name: /web-02/ }).click()
    const drawn = await timeline.innerHTML()
    await page.getByRole('button', { name: 'Move to…' }).click()
    await page.getByRole('menuitem', { name: 'Stage 1: Batch work' }).click()
    await expect(batch.getByRole('row').last()).toContainText('web-02')
    await expect(page.getByText(/not saved/)).toBeVisible()
    await expect.poll(() => timeline.innerHTML()).not.toBe(drawn)
  })

  await test.step('the mouse drags a VM into another stage', async () => {
    await rest.getByRole('row', { name: /web-01/ }).dragTo(batch.getByRole('row', { name: /batch-01/ }), {
      targetPosition: { x: 60, y: 3 },
    })
    await expect(batch.getByRole('row').first()).toContainText('web-01')
    await expect(rest.getByRole('row', { name: /web-01/ })).toHaveCount(0)
  })

  const saved = await names(batch)
  await test.step('it is saved and published', async () => {
    await page.getByRole('button', { name: 'Save version' }).click()
    await expect(page.getByText('Version 2 is saved')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Save version' })).toBeDisabled()
    await page.getByRole('button', { name: 'Review and publish' }).click()
    const sheet = page.getByRole('dialog', { name: 'Publish version 2' })
    await expect(sheet.getByText('VMs moved to another stage (2)')).toBeVisible()
    await expect(sheet.getByText('web-01, web-02')).toBeVisible()
    await sheet.getByLabel('Reason').fill(REASON)
    await sheet.getByRole('button', { name: 'Publish', exact: true }).click()
    await expect(sheet).toHaveCount(0)
    await expect(page.getByText(/acting: version 2/)).toBeVisible()
  })

  await test.step('a reload shows the same', async () => {
    await page.reload()
    await expect(page.getByText(/acting: version 2/)).toBeVisible()
    await expect(batch.getByRole('row').first()).toContainText('web-01')
    expect((await names(batch)).map((row) => row.slice(0, 8))).toEqual(saved.map((row) => row.slice(0, 8)))
  })

  await test.step('the audit has it with its reason', async () => {
    const published = (await exportedJournal(page)).filter(({ kind, reason }) => kind === 'plan.published' && reason === REASON)
    expect(published).toHaveLength(1)
    expect(published[0]).toMatchObject({ actor: 'demo', channel: 'web', object: { kind: 'plan', name: 'Row 1' } })
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click()
    await expect(page.getByRole('button', { name: published[0]?.message ?? '' })).toBeVisible()
  })
})

test('a plan that would not end cleanly is published only with a reason', async ({ console: page }) => {
  await page.getByRole('navigation').getByRole('link', { name: 'Plans' }).click()
  await page.getByRole('main').getByRole('link', { name: 'Row 2' }).click()
  const tests = stage(page, 'Test systems')
  await tests.getByRole('row', { name: /chat-01/ }).click()
  await page.getByRole('button', { name: /Action$/ }).click()
  await page.getByRole('option', { name: 'Keep running' }).click()
  await expect(page.getByText(/VMs? would be cut off/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Review and publish' }).click()
  const sheet = page.getByRole('dialog', { name: 'Save and publish' })
  await expect(sheet.getByText('It would not end cleanly. It can be published only with a reason.')).toBeVisible()
  await expect(sheet.getByRole('button', { name: 'Save and publish' })).toBeDisabled()
  await sheet.getByLabel('Reason').fill('chat may die')
  await sheet.getByRole('button', { name: 'Save and publish' }).click()
  await expect(sheet).toHaveCount(0)
  await expect(page.getByText(/acting: version 2/)).toBeVisible()
})

test('a VM whose stage comes after its host is named, and what a version sets is read before it acts', async ({
  console: page,
}) => {
  await page.getByRole('navigation').getByRole('link', { name: 'Plans' }).click()
  await page.getByRole('main').getByRole('link', { name: 'Row 1' }).click()
  const timeline = page.getByRole('img', { name: 'What would happen' })
  const late = page.getByText(/^Ended with their hosts, before their stage comes to it: file-01\./)

  await test.step('a stage that fires after the hosts ends nothing, and its VM stands in a row of its own', async () => {
    await expect(timeline).toBeVisible()
    await expect(late).toHaveCount(0)
    await page.getByRole('button', { name: '+ Add stage' }).click()
    await stage(page, 'Everything else')
      .getByRole('row', { name: /file-01/ })
      .click()
    await page.getByRole('button', { name: 'Move to…' }).click()
    await page.getByRole('menuitem', { name: 'Stage 4: Stage 4' }).click()
    await expect(late).toBeVisible()
    await expect(timeline.locator('text').filter({ hasText: 'With their hosts' })).toBeVisible()
    await expect(timeline.getByText(/^fires \d+:\d\d, ends nothing$/)).toBeVisible()
  })

  await test.step('from the VM a button leads back to what holds for the whole plan', async () => {
    await page.getByRole('button', { name: '← Plan settings' }).click()
    await page.getByText('Stop its VMs by value').click()
    await page.getByText('End everything after a set time').click()
  })

  await test.step('each setting that changes is named with what it was', async () => {
    await page.getByRole('button', { name: 'Review and publish' }).click()
    const sheet = page.getByRole('dialog', { name: 'Save and publish' })
    await expect(sheet.getByRole('listitem').filter({ hasText: 'Once a stage has fired' })).toContainText(
      'all of its VMs at once → becomes its VMs by value',
    )
    await expect(sheet.getByRole('listitem').filter({ hasText: 'Long outages' })).toContainText(
      'the stages alone decide → becomes everything ends after 2:00:00 on battery',
    )
    await sheet.getByRole('button', { name: 'Save and publish' }).click()
    await expect(sheet).toHaveCount(0)
  })

  await test.step('the page never calls not saved what it has just said to be published', async () => {
    await expect(page.getByText(/^Published: it acts from now on/)).toBeVisible()
    expect(await page.getByText(/acting: version/).textContent()).toBe('version 2 · acting: version 2')
  })

  await test.step('the page ends where its content ends', async () => {
    const { whole, seen } = await page.evaluate(() => {
      const { scrollHeight, clientHeight } = document.documentElement
      return { whole: scrollHeight, seen: clientHeight }
    })
    expect(whole).toBe(seen)
  })
})
