import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { safeguardIdSchema } from '../domain/ids'
import type { Run, RunWithSteps, Step } from '../domain/run'
import type { SafeguardFacts } from '../domain/safeguard'
import { runWith, vmStep } from '../testing/run-samples'
import { IDS, seedServiceWorld } from '../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../testing/service-world'
import { manager, managerId, vm } from '../testing/world-samples'
import { safeguardAlarms } from './safeguard-alarms'
import { stillAside } from './still-aside'
import { endedStillShown, isStillShown } from './still-shown'

const WEEK_MS = 7 * 24 * 3_600_000
const attempt = { startedAtMs: 0, intentEntryId: 1, task: null, outcome: 'verified', message: null, endedAtMs: 1 } as const
const disarm: Step = {
  ...vmStep('ha', {
    object: { kind: 'safeguard', id: safeguardIdSchema.parse('m:ha'), name: 'HA of Row' },
    action: 'disarm',
    state: 'done',
    attempts: [{ ...attempt, action: 'disarm' }],
  }),
  safeguard: {
    managerId: managerId(),
    nativeId: 'ha',
    found: { kind: 'proxmox-ha', armed: true },
    isKept: false,
    hostIds: [],
  },
}
const facts = (armed: boolean): SafeguardFacts => ({
  nativeId: 'ha',
  name: 'HA of Row',
  hostNativeIds: [],
  setting: { kind: 'proxmox-ha', armed },
  isDisarmed: !armed,
  disarmAfterVms: true,
  restore: 'vms-wait',
  unhealthy: [],
})
const ended = (patch: Partial<RunWithSteps> = {}) => runWith([disarm], { phase: 'aborted', endedAtMs: 0, ...patch })
const seen = (armed: boolean) => [manager({ safeguards: [facts(armed)] })]
const shown = (managers: Parameters<typeof stillAside>[1]) => isStillShown(ended(), { vms: () => new Map(), managers }, WEEK_MS)

describe('what a run that has ended left set aside', () => {
  it('R8 is an alarm until its manager shows it armed, not only for a day', () => {
    expect(safeguardAlarms([ended()], seen(false))).toMatchObject([{ severity: 'critical' }])
    expect(safeguardAlarms([ended()], [manager()])).toHaveLength(1)
    expect(safeguardAlarms([ended()], seen(true))).toEqual([])
    expect([shown(seen(false)), shown([manager()]), shown(seen(true)), shown([])]).toEqual([true, true, false, false])
  })

  it('R8 of autostart until each VM that was found starts again, whatever else starts', () => {
    const setting = (...names: string[]) => ({
      kind: 'autostart' as const,
      vms: names.map((name) => ({ nativeId: name, name, how: { onboot: '1' } })),
    })
    const found = disarm.safeguard === undefined ? undefined : { ...disarm.safeguard, found: setting('web', 'db') }
    const run = runWith([{ ...disarm, ...(found === undefined ? {} : { safeguard: found }) }], { phase: 'aborted', endedAtMs: 0 })
    const shows = (...names: string[]) => [
      manager({ safeguards: [{ ...facts(false), setting: setting(...names), isDisarmed: names.length === 0 }] }),
    ]
    expect([shows('console'), shows('web'), shows('web', 'db')].map((seenNow) => stillAside(run, seenNow).length)).toEqual([
      1, 1, 0,
    ])
  })

  it('D5 R8 the alarm names what the operation stands on since, until that starts with its host again', () => {
    const setting = { kind: 'autostart' as const, vms: [{ nativeId: 'dns', name: 'dns', how: {} }] }
    const safeguard = { managerId: managerId(), nativeId: 'a', found: setting, isKept: false, hostIds: [] }
    const run = runWith([{ ...disarm, safeguard }])
    const dns = vm('dns', 'a', { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] })
    const details = (managers: ReturnType<typeof seen>, vms = [dns]) =>
      safeguardAlarms([run], managers, undefined, vms).map(({ hint }) => hint ?? '')
    expect(details([manager()])[0]).toContain('The operation stands on dns')
    expect(details([manager({ safeguards: [{ ...facts(false), setting }] })])).toEqual([''])
    expect(details([manager()], [vm('dns', 'a')])).toEqual([''])
  })

  it('R8 of a run that is on, it is what the run says', () => {
    expect(stillAside(runWith([disarm]), seen(true))).toHaveLength(1)
    expect(stillAside(runWith([disarm], { dryRun: true }), seen(false))).toEqual([])
  })
})

describe('an engine that starts', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
  })
  afterEach(() => world.close())

  const endRun = async (patch: Partial<Run>, step: Step): Promise<Run> => {
    const run = await world.store.read.runs.get(IDS.run)
    if (run === null) throw new Error('the run is not seeded')
    const { steps: _, ...row } = run
    await world.store.write(async (tx) => {
      await tx.runs.put({ ...row, ...patch })
      await tx.runs.putSteps([{ ...step, runId: run.id }])
    })
    return run
  }

  it('R8 knows of what an earlier one left set aside', async () => {
    const inSight = () => endedStillShown(world.store, { vms: () => new Map(), managers: seen(false) }, WEEK_MS)
    expect(await inSight()).toEqual([])
    const run = await endRun({ phase: 'aborted', endedAtMs: 1 }, disarm)
    expect((await inSight()).map(({ id }) => id)).toEqual([run.id])
  })

  it('R1 knows of what an earlier one took down and did not bring back, for as long as that one would have shown it', async () => {
    const down = vmStep('m:db', { state: 'done' })
    const run = await endRun({ phase: 'done', endedAtMs: 0 }, down)
    const inSight = async (power: 'on' | 'off', nowMs: number) => {
      const vms = () => new Map([['m:db', { power, hostId: down.before.hostId }]])
      return (await endedStillShown(world.store, { vms, managers: [] }, nowMs)).map(({ id }) => id)
    }
    expect(await inSight('off', 3_600_000)).toEqual([run.id])
    expect(await inSight('on', 3_600_000)).toEqual([])
    expect(await inSight('off', WEEK_MS)).toEqual([])
  })
})
