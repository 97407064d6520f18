import { test, expect } from './demo'
import { exportedJournal, stepsIn, type JournalStep } from './journal'

const ROW1_HOSTS = ['pve-11', 'pve-12', 'pve-13']
const OUTAGE_MS = 300_000
const RECOVERY_MS = 240_000

const firstIntent = (step: JournalStep): number => step.intents[0]?.id ?? Number.NaN
const lastResult = (step: JournalStep): number => step.results.at(-1)?.id ?? Number.NaN

test('an outage of Row 1 is carried through: everything ends in the plan’s order, verified, and comes back', async ({
  console: page,
  demo,
}) => {
  test.setTimeout(OUTAGE_MS + RECOVERY_MS + 120_000)
  const before = await demo.truth()
  const plan = (await demo.description()).plans.find(({ name }) => name === 'Row 1')
  if (plan === undefined) throw new Error('the demo has no plan for Row 1')
  const { stages } = plan.content

  await test.step('the overview is alive', async () => {
    await expect(page.getByRole('article')).toHaveCount(3)
    for (const name of ['Row 1', 'Row 2', 'Storage/Lab'])
      await expect(page.getByRole('article', { name }).getByLabel(/^Runtime left \d+:\d\d/)).toBeVisible()
    await expect(page.getByText('3 power groups · 5 UPSs · 8 hosts · 48 VMs')).toBeVisible()
    await expect(page.getByRole('article', { name: 'Row 1' })).toContainText('If the mains failed now:')
    await expect(page.getByRole('region', { name: 'Power groups in trouble' })).toHaveCount(0)
  })

  const strip = page.getByRole('region', { name: 'Power groups in trouble' })
  await test.step('the mains are cut', async () => {
    await page.getByRole('button', { name: 'Cut the mains' }).click()
    await expect(strip).toContainText('Row 1: On battery')
    await expect(strip).toContainText(/for 0:\d\d/)
    const told = await strip.textContent()
    await expect(strip).not.toHaveText(told ?? '')
    await expect(page.getByText('mains are cut at Row 1')).toBeVisible()
  })

  const fired = page.getByRole('list', { name: 'Fired stages' }).getByRole('listitem')
  await test.step('the run opens live and its stages fire in order', async () => {
    await strip.getByRole('link', { name: 'Open run' }).click()
    await expect(page).toHaveURL(/\/runs\//)
    await expect(page.getByText('Shedding load').first()).toBeVisible()
    await expect(fired).toContainText([stages[0]?.name ?? ''], { timeout: 30_000 })
    await expect(page.getByRole('row', { name: /batch-01/ })).toContainText('Verified', { timeout: 60_000 })
  })

  await test.step('the plan’s page tells of its run, and what its own timeline supposes', async () => {
    const run = page.url()
    await page.getByRole('navigation').getByRole('link', { name: 'Plans' }).click()
    await page.getByRole('main').getByRole('link', { name: 'Row 1', exact: true }).click()
    await expect(page.getByText('Run “Row 1” is on: Shedding load')).toBeVisible()
    // Where the UPS has just not answered, its charge is not known.
    await expect(page.getByText(/^If the mains failed now with the battery (at \d+ %|as it is):/)).toBeVisible()
    await page.getByRole('main').getByRole('link', { name: 'Open run' }).click()
    await expect(page).toHaveURL(run)
  })

  await test.step('no host can be put into maintenance beside it: the sheet says so before anything is decided', async () => {
    const run = page.url()
    await page.getByRole('navigation').getByRole('link', { name: 'Hosts & VMs' }).click()
    await page.getByRole('button', { name: 'Enter maintenance on pve-22' }).click()
    const sheet = page.getByRole('dialog', { name: 'Enter maintenance on pve-22' })
    await expect(
      sheet.getByText('An outage run is active (Row 1). Enter maintenance when it has ended, or abort it first.'),
    ).toBeVisible()
    await expect(sheet.getByRole('button', { name: 'Enter maintenance on pve-22' })).toBeDisabled()
    await sheet.getByRole('button', { name: 'Cancel' }).click()
    await page.goto(run)
    await expect(page.getByRole('row', { name: /batch-01/ })).toContainText('Verified')
  })

  await test.step('a reload in mid-run loses nothing', async () => {
    const shown = await page.getByRole('row', { name: /Verified/ }).count()
    await page.reload()
    await expect(fired).toContainText([stages[0]?.name ?? ''])
    await expect(page.getByRole('row', { name: /batch-01/ })).toContainText('Verified')
    expect(await page.getByRole('row', { name: /Verified/ }).count()).toBeGreaterThanOrEqual(shown)
  })

  await test.step('every stage is carried out and the hosts go off', async () => {
    await expect(fired).toHaveCount(stages.length, { timeout: OUTAGE_MS })
    await expect(fired).toContainText(stages.map(({ name }) => name))
    for (const host of ROW1_HOSTS)
      await expect(page.getByRole('row', { name: new RegExp(`Shut down host.*${host}`) })).toContainText('Verified', {
        timeout: OUTAGE_MS,
      })
    await expect(page.getByRole('row', { name: /Failed|Skipped|Cancelled/ })).toHaveCount(0)
    const truth = await demo.truth()
    expect(truth.kills).toEqual([])
    expect(truth.hosts.filter(({ name }) => ROW1_HOSTS.includes(name)).map(({ phase }) => phase)).toEqual(['off', 'off', 'off'])
    for (const { vmName, action } of stages.flatMap(({ placements }) => placements)) {
      const vm = truth.vms.find(({ name }) => name === vmName)
      const now = { power: vm?.power, inRow1: ROW1_HOSTS.includes(vm?.host ?? '') }
      if (action === 'migrate') expect(now, vmName).toEqual({ power: 'on', inRow1: false })
      else expect(now, vmName).toEqual({ power: action === 'save-state' ? 'saved' : 'off', inRow1: true })
    }
  })

  await test.step('the mains are restored and everything comes back', async () => {
    await page.getByRole('button', { name: 'Restore the mains' }).click()
    await expect(strip).toContainText(/Row 1: .*\d+ VMs and 3 hosts still down/, { timeout: 30_000 })
    await expect(page.getByText('Waiting for the battery').first()).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText('Bringing back').first()).toBeVisible({ timeout: RECOVERY_MS })
    await expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: RECOVERY_MS })
    await expect(strip).toHaveCount(0, { timeout: 30_000 })
    const truth = await demo.truth()
    const places = (vms: typeof truth.vms) => new Map(vms.map(({ name, host, power }) => [name, { host, power }]))
    expect(truth.kills).toEqual([])
    expect.soft(places(truth.vms), 'everything runs again where it ran').toEqual(places(before.vms))
  })

  await test.step('the journal tells it in the order of the plan, each intent before its verified result', async () => {
    const entries = await exportedJournal(page)
    expect(entries.map(({ id }) => id)).toEqual(entries.map((_, index) => (entries[0]?.id ?? 0) + index))
    const firedNames = entries.filter(({ kind }) => kind === 'run.stage-fired').map(({ message }) => /"(.*?)"/.exec(message)?.[1])
    expect(firedNames).toEqual(stages.map(({ name }) => name))
    const steps = stepsIn(entries)
    for (const step of steps) {
      expect(
        step.results.map(({ outcome }) => outcome),
        step.name,
      ).toEqual(['ok'])
      if (step.intents.length > 0) expect(firstIntent(step), step.name).toBeLessThan(lastResult(step))
    }
    const down = new Map(steps.filter(({ direction }) => direction === 'down').map((step) => [step.name, step]))
    const downOf = (name: string): JournalStep => {
      const step = down.get(name)
      if (step === undefined) throw new Error(`the journal knows no step for ${name}`)
      return step
    }
    for (const { name, placements } of stages) {
      const firedAt = entries.find(({ kind, message }) => kind === 'run.stage-fired' && message.includes(`"${name}"`))?.id
      for (const { vmName, action, limitSeconds, after } of placements) {
        const step = downOf(vmName)
        expect(step.action, vmName).toBe(action)
        expect(step.intents, vmName).toHaveLength(1)
        expect(firstIntent(step), vmName).toBeGreaterThan(firedAt ?? Number.NaN)
        const took = (step.results[0]?.atMs ?? Number.NaN) - (step.intents[0]?.atMs ?? Number.NaN)
        expect(took, vmName).toBeLessThanOrEqual(limitSeconds * 1000)
        for (const earlier of after) expect(lastResult(downOf(earlier)), vmName).toBeLessThan(firstIntent(step))
      }
    }
    for (const host of ROW1_HOSTS) {
      const own = before.vms.filter((vm) => vm.host === host)
      for (const { name } of own) expect(lastResult(downOf(name)), name).toBeLessThan(firstIntent(downOf(host)))
    }
  })

  await test.step('the audit page says that the chain holds', async () => {
    await page.getByRole('link', { name: 'Audit', exact: true }).first().click()
    await expect(page.getByText(/^✓ Verified to entry [\d,.]+/)).toBeVisible()
  })
})
