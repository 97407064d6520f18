import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runbookSchema } from '../../domain/runbook'
import { containing } from '../../testing/containing'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation } from '../call-verb'
import { removeManager } from './remove-manager'
import { setRunbook } from './set-runbook'

const runbook = runbookSchema.parse({
  machines: [{ name: 'nas', stop: { run: 'stop nas' }, probe: { kind: 'tcp', address: '192.0.2.9:22' } }],
})

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  await world.store.write(async (tx) => {
    const manager = await tx.managers.get(IDS.manager)
    if (manager !== null)
      await tx.managers.put({ ...manager, address: { kind: 'runbook', url: 'ssh://admin', pins: [], runbook } })
  })
})
afterEach(() => world.close())

/** Of the runs of the seed only the first has steps; the held one is an outage that has planned none yet. */
const end = (ids: readonly string[], more: { dryRun?: boolean } = {}) =>
  world.store.write(async (tx) => {
    for (const run of await tx.runs.active())
      await tx.runs.put(ids.includes(run.id) ? { ...run, phase: 'done', endedAtMs: run.startedAtMs } : { ...run, ...more })
  })
const remove = () => callMutation(world.host, removeManager, world.caller('admin'), { managerId: IDS.manager, reason: null })
const change = () =>
  callMutation(world.host, setRunbook, world.caller('admin'), { managerId: IDS.manager, runbook, reason: null })

describe.each([
  ['is not removed', remove],
  ['keeps its machines', change],
])('a manager %s', (_what, act) => {
  it('while a run works with it', async () => {
    await expect(act()).rejects.toMatchObject({ kind: 'conflict', message: containing('works with pve') })
  })

  it('while an outage is under way of which no step has named it yet', async () => {
    await end([IDS.run])
    await expect(act()).rejects.toMatchObject({
      kind: 'conflict',
      message: `The run “${IDS.heldRun}” counts on pve`,
      hint: 'Let the run end, or abort it first.',
    })
  })

  it('except that a rehearsal or a host that rests in maintenance does not count on it', async () => {
    await end([IDS.run], { dryRun: true })
    await expect(act()).resolves.toBeUndefined()
  })
})
