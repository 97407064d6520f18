import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EvacuationChoice } from '../domain/order'
import type { Step, StepAttempt } from '../domain/run'
import type { World } from '../domain/world'
import { anySite, anySupplies, devices, groupHostIds, HOSTS, planOf, played, shed, shuffled, worldOf } from '../testing/any-site'
import { hostId, RUN_ID, stepIds } from '../testing/world-samples'
import { hostsSeenWithoutMains } from './check-power'
import { checkRun } from './check-run'
import { previewEvacuation } from './evacuation'
import { maintenancePowerOf } from './maintenance-power'
import { stepsForMaintenance, stepsForMaintenanceExit, stepsForRecovery } from './run-steps'
import { targetPowerOf } from './target-power'

const callOf = ({ action }: Step): StepAttempt => ({
  action,
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'verified',
  message: null,
  endedAtMs: 1,
})

const returned = (up: readonly Step[], down: Step): boolean => up.some(({ object }) => object.id === down.object.id)

describe('whatever the datacenter', () => {
  it('D4 the checker accepts every step that the planner gives for an outage', () => {
    fc.assert(
      fc.property(anySite, (given) => {
        const site = worldOf(given)
        const { hostsWithoutPower } = targetPowerOf(site, devices)
        expect(checkRun(site, shed(given), { hostsInTrouble: hostsWithoutPower })).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('D7 nothing that runs on the group’s hosts is silently skipped', () => {
    fc.assert(
      fc.property(anySite, (given) => {
        const site = worldOf(given)
        const kept = new Set(
          given.placements
            .filter(({ action, fallback }) => action === 'keep' || (action === 'migrate' && fallback === 'leave'))
            .map(({ of }) => `v${of}`),
        )
        const treated = new Set<string>(shed(given, site).map(({ object }) => object.name))
        const missed = site.vms.filter(
          (each) =>
            (each.power === 'on' || each.power === 'unknown') &&
            each.systemKind === null &&
            !kept.has(each.name) &&
            groupHostIds.some((id) => id === each.hostId) &&
            !treated.has(each.name),
        )
        expect(missed.map(({ name }) => name)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('R6 recovery is accepted, and starts exactly what ran and was stopped, where its host is usable', () => {
    fc.assert(
      fc.property(anySite, fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), (given, called) => {
        const site = worldOf(given)
        const isCalled = ({ seq }: Step): boolean => called[seq % called.length] === true
        const down = shed(given, site).map((each): Step => ({
          ...each,
          state: 'done',
          attempts: isCalled(each) ? [callOf(each)] : [],
        }))
        const dark = played(site, down)
        const up = stepsForRecovery({
          runId: RUN_ID,
          content: planOf(given),
          world: dark,
          steps: down,
          nextSeq: down.length + 1,
          makeId: stepIds('u'),
        })
        expect(checkRun(dark, [...down, ...up])).toEqual([])
        // Of one that could not be seen it is known only where the run itself has ended it.
        const ended = new Set(down.filter((each) => isCalled(each) && each.action !== 'migrate').map(({ object }) => object.id))
        const ran = new Set(
          site.vms
            .filter(({ power, id }) => power === 'on' || (power === 'unknown' && ended.has(id)))
            .map(({ id }) => id as string),
        )
        const usable = (step: Step) =>
          step.before.hostId !== hostId(given.maintenance ?? '-') && step.before.hostId !== hostId(given.down ?? '-')
        const stopped = down.filter(
          (each) =>
            each.object.kind === 'vm' &&
            ran.has(each.object.id) &&
            each.action !== 'migrate' &&
            (usable(each) || returned(up, each)),
        )
        const started = up.filter(({ action }) => action === 'start').map(({ object }) => object.id)
        expect([...started].sort()).toEqual(stopped.map(({ object }) => object.id).sort())
      }),
      { numRuns: 300 },
    )
  })

  it('A4 R1 a VM of a pool starts elsewhere only while its own host is verified off, and the checker accepts it', () => {
    let seen = 0
    const anyEnd = fc.record({ dead: fc.constantFrom('a', 'b'), isVerified: fc.boolean(), isStale: fc.boolean() })
    fc.assert(
      fc.property(anySite, anyEnd, (given, { dead, isVerified, isStale }) => {
        const site = worldOf({ ...given, stopHosts: true })
        const down = shed({ ...given, stopHosts: true }, site).map((each): Step => ({ ...each, state: 'done' }))
        const dark = played(site, down)
        const after: World = {
          ...dark,
          managers: dark.managers.map((each) => ({ ...each, kind: 'ovirt' as const })),
          vms: dark.vms.map((each) => (each.power === 'off' ? { ...each, hostId: null, hostNativeId: null } : each)),
          hosts: dark.hosts.map((each) => ({
            ...each,
            stale: isStale && each.name === 'c',
            connection: each.name === dead ? ('down' as const) : ('up' as const),
            ...(each.name === dead && isVerified ? { verifiedOff: true as const } : {}),
          })),
        }
        const woken = down
          .filter(({ action, object }) => action === 'shutdown-host' && object.id === hostId(dead))
          .map((each, at): Step => ({
            ...each,
            id: stepIds('w')(),
            seq: down.length + at + 1,
            direction: 'up',
            action: 'power-on-host',
            state: 'failed',
          }))
        const steps = [...down, ...woken]
        const up = stepsForRecovery({
          runId: RUN_ID,
          content: planOf(given),
          world: after,
          steps,
          nextSeq: steps.length + 1,
          makeId: stepIds('u'),
        })
        expect(checkRun(after, [...steps, ...up])).toEqual([])
        const elsewhere = up.filter(({ action, targetHostId, before }) => action === 'start' && targetHostId !== before.hostId)
        seen += elsewhere.length
        for (const { before, targetHostId } of elsewhere) {
          const [home, target] = [before.hostId, targetHostId].map((id) => after.hosts.find((each) => each.id === id))
          expect([home?.verifiedOff === true || home?.connection === 'up', target?.connection, target?.stale]).toEqual([
            true,
            'up',
            false,
          ])
        }
      }),
      { numRuns: 300 },
    )
    expect(seen).toBeGreaterThan(0)
  })

  it('D4 S2-05 maintenance and the way back are accepted', () => {
    fc.assert(
      fc.property(anySite, fc.constantFrom(...HOSTS), anySupplies, anySupplies, (given, name, before, later) => {
        const site = worldOf(given)
        const power = maintenancePowerOf(site, before)
        const blocked = previewEvacuation({ world: site, hostId: hostId(name), choices: [], power }).items.filter(
          ({ action }) => action === 'blocked',
        )
        const choices = blocked.map(({ vmId: id }) => ({ vmId: id, action: 'shutdown' as const, targetHostId: null }))
        const preview = previewEvacuation({ world: site, hostId: hostId(name), choices, power })
        const steps = stepsForMaintenance({ runId: RUN_ID, preview, world: site, nextSeq: 1, makeId: stepIds() })
        expect(checkRun(site, steps, { hostsInTrouble: hostsSeenWithoutMains(site.feeds, before) })).toEqual([])
        if (preview.refusal === null) expect(steps.at(-1)?.action).toBe('enter-maintenance')
        const down = steps.map((each): Step => ({ ...each, state: 'done' }))
        const empty = played(site, down)
        const back = stepsForMaintenanceExit({
          runId: RUN_ID,
          hostId: hostId(name),
          world: empty,
          steps: down,
          bringBack: true,
          power: maintenancePowerOf(empty, later),
          nextSeq: down.length + 1,
          makeId: stepIds('u'),
        })
        const inTrouble = hostsSeenWithoutMains(empty.feeds, later)
        // What started there waits for its mains, and a host without is only released.
        const moved = back.filter(({ action }) => action !== 'start')
        const known = new Set([...down, ...moved].map(({ id }) => id))
        const free = moved.map((each) => ({ ...each, after: each.after.filter((id) => known.has(id)) }))
        expect(checkRun(empty, [...down, ...free], { hostsInTrouble: inTrouble })).toEqual([])
        expect(checkRun(empty, [...down, ...back])).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  /** What blocks is copied where that is offered and wanted, else shut down; each VM is decided at most twice. */
  const settled = (site: World, name: string): readonly EvacuationChoice[] => {
    const choices = new Map<string, EvacuationChoice>()
    for (;;) {
      const { items } = previewEvacuation({ world: site, hostId: hostId(name), choices: [...choices.values()] })
      const blocked = items.filter(({ action }) => action === 'blocked')
      if (blocked.length === 0) return [...choices.values()]
      for (const { vmId: id, candidates } of blocked) {
        const to = choices.has(id) ? undefined : candidates.find(({ withStorage }) => withStorage !== undefined)?.hostId
        choices.set(
          id,
          to === undefined
            ? { vmId: id, action: 'shutdown', targetHostId: null }
            : { vmId: id, action: 'migrate', targetHostId: to, withStorage: true },
        )
      }
    }
  }

  it('D4 S1-27 disks are copied only where that was chosen, and what is chosen of what is offered is accepted by the checker', () => {
    fc.assert(
      fc.property(anySite, fc.constantFrom(...HOSTS), (given, name) => {
        const site = worldOf(given)
        const choices = settled(site, name)
        const preview = previewEvacuation({ world: site, hostId: hostId(name), choices })
        const steps = stepsForMaintenance({ runId: RUN_ID, preview, world: site, nextSeq: 1, makeId: stepIds() })
        expect(checkRun(site, steps)).toEqual([])
        const wanted = new Set(choices.flatMap(({ vmId: id, withStorage }) => (withStorage === true ? [String(id)] : [])))
        for (const { object, storage } of steps) expect(storage === undefined || wanted.has(object.id)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('S3-05 a spare host takes a VM only where no ordinary host takes it without more doubt', () => {
    fc.assert(
      fc.property(anySite, fc.constantFrom(...HOSTS), (given, name) => {
        const site = worldOf(given)
        const spare = new Set(given.spare.map((each) => String(hostId(each))))
        for (const { targetHostId, candidates } of previewEvacuation({ world: site, hostId: hostId(name), choices: [] }).items) {
          if (targetHostId === null || !spare.has(targetHostId)) continue
          const ordinary = candidates.filter((each) => each.feasible && !spare.has(each.hostId))
          // What is said of a host without a doubt is how full it will be, and nothing else.
          expect(ordinary.filter(({ reason }) => /^\d+ % full afterwards$/.test(reason))).toEqual([])
        }
      }),
      { numRuns: 200 },
    )
  })

  it('D1 the order in which the inventory arrives changes nothing', () => {
    fc.assert(
      fc.property(anySite, fc.nat(50), (given, seed) => {
        const site = worldOf(given)
        const other = shuffled(site, seed)
        expect(shed(given, other)).toEqual(shed(given, site))
        for (const name of HOSTS)
          expect(previewEvacuation({ world: other, hostId: hostId(name), choices: [] })).toEqual(
            previewEvacuation({ world: site, hostId: hostId(name), choices: [] }),
          )
      }),
      { numRuns: 150 },
    )
  })
})
