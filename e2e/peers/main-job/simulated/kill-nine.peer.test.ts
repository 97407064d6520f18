import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type OrderId, orderIdSchema } from '../../../../server/domain/ids'
import type { Order } from '../../../../server/domain/order'
import { textWith } from '../../../../server/testing/matchers'
import { until } from '../../../../server/testing/require-peer'
import { openSite, runBuilt, type Site, startSimulator, waitForRun, wholeJournal } from '../site'

const stateSchema = z.object({
  vms: z.array(z.object({ name: z.string(), power: z.string(), host: z.string() })),
  kills: z.array(z.unknown()),
  history: z.array(z.object({ kind: z.string(), object: z.string(), event: z.string() })),
})

/** The simulated datacenter keeps its own truth; the product has to agree with it. */
describe('an engine killed with -9 in the middle of a run', () => {
  let simulator: Awaited<ReturnType<typeof startSimulator>>
  let site: Site
  const truth = async () => stateSchema.parse(await (await fetch(`${simulator.control}/state`)).json())
  const play = (name: string) => fetch(`${simulator.control}/scenario`, { method: 'POST', body: JSON.stringify({ name }) })

  beforeAll(async () => {
    simulator = await startSimulator(1)
    const env = { RIDETHROUGH_DEMO_CONTROL: simulator.control }
    site = await openSite({ env })
    runBuilt('demo-seed', { ...env, RIDETHROUGH_DATA_DIR: site.dataDirectory, RIDETHROUGH_KEY_FILE: site.keyFile })
    await site.startEngine()
    await until('the inventory', async () => (await site.store.read.latest.all('vm')).length === 48, 30_000)
  })

  afterAll(async () => {
    await site?.close()
    await simulator?.stop()
  })

  it('A1 A2 restarted, it finishes the run: no step lost, none done twice, journal and datacenter agree', async () => {
    const before = await truth()
    await play('cut-the-mains')
    // Killed at three different instants: between decision and steps, in the middle of shutdowns, and while moves are under way.
    await waitForRun(site, 'the first stage', (run) => run.fired.length >= 1)
    await site.killEngine()
    await site.startEngine()
    await waitForRun(
      site,
      'some of the first stage to be done',
      (run) => run.steps.filter((step) => step.state === 'done').length >= 2,
    )
    await site.killEngine()
    await site.startEngine()
    await waitForRun(
      site,
      'steps of the second stage to run',
      (run) => run.fired.length >= 2 && run.steps.some((step) => step.state === 'running'),
    )
    await site.killEngine()
    await site.startEngine()

    const shed = await waitForRun(
      site,
      'two stages to be done',
      (run) => run.fired.length >= 2 && run.steps.every((step) => step.state !== 'pending' && step.state !== 'running'),
    )
    expect(shed.steps.filter((step) => step.state !== 'done').map((step) => `${step.object.name}: ${step.result}`)).toEqual([])

    const { history, vms } = await truth()
    // On a slow machine the hosts' turn may have come by now.
    for (const step of shed.steps.filter(({ object }) => object.kind === 'vm')) {
      const vm = vms.find((candidate) => candidate.name === step.object.name)
      const expected = { shutdown: 'off', 'save-state': 'saved', migrate: 'on', 'power-off': 'off' }[String(step.action)]
      expect(`${step.object.name} ${vm?.power}`).toBe(`${step.object.name} ${expected}`)
      const ends = history.filter(
        (event) => event.object === step.object.name && ['stopped', 'saved', 'migrated'].includes(event.event),
      )
      expect(`${step.object.name}: ${ends.length}`).toBe(`${step.object.name}: 1`)
    }
    // What no stage named yet is as it was.
    const touched = new Set(shed.steps.map((step) => step.object.name))
    for (const vm of before.vms.filter((each) => !touched.has(each.name)))
      expect(vms.find((each) => each.name === vm.name)).toMatchObject({ power: vm.power, host: vm.host })

    const journal = await wholeJournal(site)
    for (const step of shed.steps)
      expect(journal.filter((entry) => entry.kind === 'step.result' && entry.object.id === step.object.id)).toHaveLength(1)
    expect(journal.filter((entry) => entry.kind === 'run.started')).toHaveLength(1)
    expect(await site.store.read.journal.verify()).toMatchObject({ ok: true })
  })

  it('R1 R6 and after mains return everything that ran runs again, where it ran', async () => {
    const wanted = (await truth()).vms.map((vm) => vm.name)
    await play('restore-the-mains')
    await waitForRun(site, 'the recovery', (run) => run.phase === 'done', 240_000)
    const after = await truth()
    expect(after.vms.filter((vm) => wanted.includes(vm.name) && vm.power !== 'on').map((vm) => vm.name)).toEqual([])
    expect(after.kills).toEqual([])
  })

  it('A1 answers what the dead engine had taken: harmless orders are carried out, of others nobody claims that they were', async () => {
    await site.killEngine()
    const place = async (order: Order) => {
      const id = orderIdSchema.parse(randomUUID())
      const row = { id, order, actor: 'test', channel: 'cli', placedAtMs: Date.now(), state: 'placed', result: null } as const
      await site.store.write((tx) => tx.orders.place(row))
      await site.store.write((tx) => tx.orders.take(id))
      return id
    }
    const harmless = await place({ kind: 'config.changed' })
    const doubtful = await place({ kind: 'demo.scenario', name: 'cut-the-mains' })
    await site.startEngine()
    const answer = (id: OrderId) =>
      until('the answer', async () => {
        const row = await site.store.read.orders.get(id)
        return row !== null && row.state !== 'taken' ? row : null
      })
    expect(await answer(harmless)).toMatchObject({ state: 'done' })
    expect(await answer(doubtful)).toMatchObject({ state: 'failed', result: { message: textWith('engine ended') } })
    expect(await site.store.read.runs.active()).toEqual([])
  })
})
