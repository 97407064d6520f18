import { smallMachine } from '../../server/testing/redfish/resources'
import { startRedfish } from '../../server/testing/redfish/stand-in'
import { test, expect } from './demo'
import { exportedJournal } from './journal'

test('the credential of a UPS is changed where it stands, for all that share it, once it was proved', async ({
  console: page,
  demo,
}) => {
  const [ups] = (await demo.description()).upses
  if (ups === undefined) throw new Error('the demo has no UPS')
  const sheet = page.getByRole('dialog', { name: `Change how ${ups.name} is reached` })

  await test.step('on the UPS’s page, with all that it is reached by, and who shares it', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Power' }).click()
    await page.getByRole('main').getByRole('link', { name: ups.name, exact: true }).first().click()
    await expect(page.getByRole('heading', { name: ups.name, level: 1 })).toBeVisible()
    await page.getByRole('button', { name: 'Change…' }).click()
    await expect(sheet.getByLabel('Port')).toHaveValue(String(ups.port))
    await sheet.getByText('Give another credential').click()
    await expect(sheet.getByText(/more devices? ha(s|ve) the same credential/)).toBeVisible()
  })

  await test.step('a wrong one is not saved, and what was typed stays', async () => {
    await sheet.getByLabel('Community').fill('not-the-community')
    await sheet.getByRole('button', { name: 'Look what answers' }).click()
    await expect(sheet.getByRole('alert')).toContainText('Nothing usable answered')
    await expect(sheet.getByLabel('Address')).toHaveValue(ups.host)
  })

  await test.step('the right one is, for all of them, after a look at what answers', async () => {
    await sheet.getByLabel('Community').fill(ups.community)
    await sheet.getByText('Change it there too').click()
    await sheet.getByRole('button', { name: 'Look what answers' }).click()
    await expect(sheet.getByRole('heading', { name: 'With the same credential' })).toBeVisible()
    const confirmation = sheet.getByText('I have looked: these are the same devices')
    if (await confirmation.isVisible()) {
      await expect(sheet.getByRole('button', { name: 'Save this change' })).toBeDisabled()
      await confirmation.click()
    }
    await sheet.getByLabel('Reason').fill('yearly rotation')
    await sheet.getByRole('button', { name: 'Save this change' }).click()
    await expect(sheet).toHaveCount(0)
    await expect(page.getByText(`${ups.name} is reached so from now on`)).toBeVisible()
  })

  await test.step('the journal tells each of them, without the secret', async () => {
    const journal = await exportedJournal(page)
    const changed = journal.filter(({ kind }) => kind === 'device.changed')
    expect(changed.length).toBeGreaterThan(1)
    expect(JSON.stringify(journal)).not.toContain('not-the-community')
    expect(journal.some(({ kind }) => kind === 'power.contact-lost')).toBe(false)
  })
})

const HOST = 'pve-22'
const account = { user: 'ridethrough', password: 'first-secret' }

test('a BMC is given to a host once it was proved, and its password changed where it stands', async ({ console: page }) => {
  const service = await startRedfish(smallMachine({ resetTypes: ['On', 'ForceOff'], supplies: [] }), { account })
  const sheet = page.getByRole('dialog', { name: `BMC of ${HOST}` })
  const openBmc = async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Hosts & VMs' }).click()
    await page.getByRole('button', { name: new RegExp(`^Feeds of ${HOST}`) }).click()
    await page.getByRole('button', { name: `Open the BMC of ${HOST}` }).click()
  }
  const tried = () => sheet.getByRole('button', { name: 'Test and read' }).click()
  const saved = async () => {
    const confirmation = sheet.getByText(`I have looked: it is the BMC of ${HOST}`)
    await expect(sheet.getByRole('region', { name: 'Found' })).toBeVisible()
    await expect(sheet.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
    await confirmation.click()
    await sheet.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText(`The BMC of ${HOST} is saved`)).toBeVisible()
  }

  await test.step('an unknown certificate is trusted by hand, a wrong password is refused', async () => {
    await openBmc()
    await sheet.getByLabel('URL').fill(service.url)
    await sheet.getByLabel('User').fill(account.user)
    await sheet.getByLabel('Password').fill('wrong-secret')
    await tried()
    await expect(sheet.getByRole('alert')).toContainText('The BMC could not be read')
    await sheet.getByText(service.fingerprint).first().waitFor()
    await sheet.getByText('The fingerprint is right: trust it from now on').click()
    await tried()
    await expect(sheet.getByRole('alert')).not.toContainText(service.fingerprint)
    await expect(sheet.getByRole('alert')).toContainText('The BMC could not be read')
  })

  await test.step('the right one is saved, once a person says whose it is: nothing proves it', async () => {
    await sheet.getByLabel('Password').fill(account.password)
    await tried()
    await saved()
  })

  await test.step('it stays as it is stored where only something else of it is changed', async () => {
    await page.reload()
    await openBmc()
    await sheet.getByRole('button', { name: 'Change', exact: true }).click()
    await expect(sheet.getByLabel('URL')).toHaveValue(service.url)
    await expect(sheet.getByLabel('Accepted fingerprints')).toHaveValue(service.fingerprint)
    await expect(sheet.getByLabel('Password')).toHaveCount(0)
    await tried()
    await saved()
    const kinds = (await exportedJournal(page)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind.startsWith('hardware.')).slice(-2)).toEqual([
      'hardware.change-ordered',
      'hardware.changed',
    ])
    expect(JSON.stringify(await exportedJournal(page))).not.toMatch(/first-secret|wrong-secret/)
  })
  await service.close()
})
