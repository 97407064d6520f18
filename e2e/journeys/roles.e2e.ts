import { test, expect } from './demo'

const PASSWORD = 'only looking at all this'

test('a viewer sees everything but the audit and can press nothing dangerous, nor call it', async ({
  console: page,
  demo,
  browser,
  complaints,
}) => {
  await test.step('an admin makes the account', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('tab', { name: 'Users' }).click()
    await page.getByRole('button', { name: 'New user' }).click()
    const sheet = page.getByRole('dialog', { name: 'New user' })
    await sheet.getByLabel('Name', { exact: true }).fill('victor')
    await sheet.getByRole('button', { name: /Role$/ }).click()
    await page.getByRole('option', { name: 'Viewer' }).click()
    await sheet.getByLabel('First password').fill(PASSWORD)
    await sheet.getByRole('button', { name: 'New user' }).click()
    await expect(page.getByRole('row').filter({ hasText: 'victor' })).toContainText('Viewer')
  })

  const context = await browser.newContext({ baseURL: demo.url })
  const viewer = await context.newPage()
  await test.step('the viewer sees', async () => {
    await viewer.goto('/sign-in')
    await viewer.getByLabel('Name', { exact: true }).fill('victor')
    await viewer.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await viewer.getByRole('button', { name: 'Sign in' }).click()
    await expect(viewer.getByRole('article')).toHaveCount(3)
  })

  await test.step('and presses nothing dangerous', async () => {
    await expect(viewer.getByRole('button', { name: 'Cut the mains' })).toBeDisabled()
    const go = (name: string) => viewer.getByRole('navigation').getByRole('link', { name }).click()
    await go('Hosts & VMs')
    await expect(viewer.getByRole('button', { name: 'Enter maintenance on pve-22' })).toBeDisabled()
    await go('Power')
    await expect(viewer.getByRole('button', { name: 'Add UPS' })).toBeDisabled()
    await go('Plans')
    await viewer.getByRole('main').getByRole('link', { name: 'Row 1' }).click()
    await expect(viewer.getByRole('heading', { name: 'Row 1' })).toBeVisible()
    await expect(viewer.getByRole('button', { name: 'Save version' })).toHaveCount(0)
    await expect(viewer.getByRole('button', { name: 'Review and publish' })).toHaveCount(0)
    await go('Audit')
    await expect(viewer.getByText('Your role may not read the audit. Ask an admin or an auditor.')).toBeVisible()
    await go('Settings')
    await viewer.getByRole('tab', { name: 'Users' }).click()
    await expect(viewer.getByText('Only an admin sees and changes accounts.')).toBeVisible()
  })

  await test.step('a direct call is refused, and so is the export', async () => {
    const answer = await viewer.request.post('/api/trpc/demo.scenario', {
      data: { json: { name: 'cut-the-mains' } },
      headers: { origin: demo.url, 'x-ridethrough': '1' },
    })
    expect(answer.status()).toBe(403)
    expect(await answer.text()).toContain('The role “viewer” does not allow this')
    expect((await viewer.request.get('/api/audit/export?format=json')).status()).toBe(403)
    expect((await demo.truth()).upses.every(({ mains }) => mains)).toBe(true)
  })
  await context.close()

  await test.step('the admin finds the refusal in the audit', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click()
    await expect(page.getByRole('row').filter({ hasText: 'victor' }).filter({ hasText: 'Refused' }).first()).toBeVisible()
  })
  expect(complaints).toEqual([])
})
