import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, expect } from './demo'

const PASSWORD = 'correct horse battery staple'

test('the first start lets one person in by the printed code, and says what to do next', async ({
  product,
  page,
  complaints,
}) => {
  const scratch = mkdtempSync(join(tmpdir(), 'ridethrough-first-'))
  const started = await product.start([], {
    RIDETHROUGH_DATA_DIR: join(scratch, 'data'),
    RIDETHROUGH_KEY_FILE: join(scratch, 'keys', 'secret.key'),
  })
  const code = started.told(/One-time setup code: (\S+)/)
  const name = page.getByLabel('Name', { exact: true })
  const password = page.getByLabel('Password', { exact: true })

  await test.step('a wrong code is refused in words, and what was typed stays', async () => {
    await page.goto(started.url)
    await expect(page.getByRole('heading', { name: 'Welcome. Create the first admin' })).toBeVisible()
    await page.getByLabel('One-time code').fill('AAAA-BBBB-CCCC')
    await name.fill('anna')
    await password.fill(PASSWORD)
    await page.getByRole('button', { name: 'Create admin and sign in' }).click()
    await expect(page.getByText('This is not the setup code')).toBeVisible()
    await expect(name).toHaveValue('anna')
  })

  await test.step('the right code makes the first admin', async () => {
    await page.getByLabel('One-time code').fill(code)
    await page.getByRole('button', { name: 'Create admin and sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'anna' })).toBeVisible()
    // A press before the page listens is lost: it does once it says how old its data is.
    await expect(page.getByText(/^Live · /)).toBeVisible()
  })

  await test.step('signed out, a wrong password stays outside', async () => {
    await page.getByRole('button', { name: 'anna' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await expect(page.getByLabel('One-time code')).toHaveCount(0)
    await name.fill('anna')
    await password.fill('not my password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByText('Name or password is wrong')).toBeVisible()
    await page.goto(`${started.url}/audit`)
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })

  await test.step('the right password lets in, and every empty page says what to do', async () => {
    await name.fill('anna')
    await password.fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
    await expect(page.getByText('No power group yet')).toBeVisible()
    await expect(page.getByRole('link', { name: 'Add a UPS' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Simulated datacenter' })).toHaveCount(0)
    const main = page.getByRole('main')
    for (const [link, words] of [
      ['Power', 'No UPS yet'],
      ['Hosts & VMs', 'No hypervisor manager yet'],
      ['Plans', 'No plan yet'],
      ['Runs', 'No run yet'],
    ] as const) {
      await page.getByRole('navigation').getByRole('link', { name: link }).click()
      await expect(main.getByText(words)).toBeVisible()
    }
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click()
    await expect(main.getByText('anna became the first admin')).toBeVisible()
  })

  rmSync(scratch, { recursive: true, force: true })
  // The two refusals above are answers of the server, which browsers note as errors.
  const refusals = complaints.splice(0).filter((complaint) => !complaint.includes('401 (Unauthorized)'))
  complaints.push(...refusals)
})
