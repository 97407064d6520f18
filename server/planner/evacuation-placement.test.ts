import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Cluster, VirtualMachine, World } from '../domain/world'
import { highsSolver } from '../optimizer/highs-solver'
import { host, hostId, manager, RUN_ID, stepIds, vm, vmId, world } from '../testing/world-samples'
import { placeExactly } from './assign/exact'
import type { Prover } from './assign/prover'
import { checkRun } from './check-run'
import { type EvacuationQuestion, previewEvacuation } from './evacuation'
import { stepsForMaintenance } from './run-steps'

let prover: Prover
beforeAll(async () => {
  const solver = await highsSolver()
  prover = (problem) => placeExactly(problem, solver)
})

const preview = (given: World, more: Partial<EvacuationQuestion> = {}) =>
  previewEvacuation({ world: given, hostId: hostId('a'), choices: [], makeRoom: true, ...more })

const targets = (given: World, more: Partial<EvacuationQuestion> = {}) =>
  Object.fromEntries(preview(given, more).items.map(({ vmName, targetHostName }) => [vmName, targetHostName]))

const sized = (name: string, on: string, memoryMiB: number, more: Partial<VirtualMachine> = {}) =>
  vm(name, on, { memoryMiB, ...more })

const stepsOf = (given: World, more: Partial<EvacuationQuestion> = {}) =>
  stepsForMaintenance({ runId: RUN_ID, preview: preview(given, more), world: given, nextSeq: 1, makeId: stepIds() })

const clusterWith = (facts: Partial<Cluster>) =>
  manager({ clusters: [{ nativeId: 'c', name: 'Cluster', maxCpuPercent: null, cpuBaseline: null, ...facts }] })

/** b has room for 10,000 MiB, c for 20,000; on b run two that could stay. */
const tight = world({
  hosts: [host('a'), host('b', { memoryMiB: 40_000 }), host('c', { memoryMiB: 40_000 })],
  vms: [sized('goes', 'a', 22_000), sized('big', 'b', 15_000), sized('small', 'b', 12_000), sized('held', 'c', 20_000)],
})

describe('S1-06 a VM of another host makes room', () => {
  it('where one that must go finds no place else: it leaves first, and the other waits for it', () => {
    const { items, blockers, placement } = preview(tight)
    expect(blockers).toBe(0)
    expect(
      items.map(({ vmName, targetHostName, makesRoomOn, afterVmIds }) => [vmName, targetHostName, makesRoomOn, afterVmIds]),
    ).toEqual([
      ['small', 'c', 'b', undefined],
      ['goes', 'b', undefined, [vmId('small')]],
    ])
    expect(placement).toMatchObject({ makeRoom: 1, unplaced: 0 })
    const steps = stepsOf(tight)
    expect(steps[1]?.after).toEqual([steps[0]?.id])
    expect(checkRun(tight, steps)).toEqual([])
  })

  it('not where that is not wanted, nor one that must not move', () => {
    expect(targets(tight, { makeRoom: false })).toEqual({ goes: null })
    const bound = {
      ...tight,
      vms: tight.vms.map((each) => (each.hostId === hostId('a') ? each : { ...each, keptOnHost: 'pinned' })),
    }
    expect(targets(bound)).toEqual({ goes: null })
  })

  it('D1 moves that were ordered are done as they were shown, and refused where they do not fit any more', () => {
    const moves = preview(tight).items.flatMap(({ vmId: id, targetHostId }) =>
      targetHostId === null ? [] : [{ vmId: id, targetHostId }],
    )
    expect(
      preview(tight, { moves, makeRoom: false }).items.map(({ vmName, targetHostName }) => [vmName, targetHostName]),
    ).toEqual([
      ['small', 'c'],
      ['goes', 'b'],
    ])
    const changed = { ...tight, vms: [...tight.vms, sized('new', 'c', 18_000)] }
    expect(preview(changed, { moves }).blockers).toBe(1)
  })
})

describe('all VMs of a host together', () => {
  it('S1-15 find the places that one after the other, biggest first and to the emptiest, would miss', () => {
    const given = world({
      hosts: [host('a'), host('b', { memoryMiB: 10_400 }), host('c', { memoryMiB: 10_400 })],
      vms: [6, 5, 4, 3, 2].map((size) => sized(`v${size}`, 'a', size * 1_000)),
    })
    expect(preview(given).blockers).toBe(0)
  })

  it('S1-16 D4 a person’s choice is hard, and the others find their places beside it', () => {
    const given = world({
      hosts: [host('a'), host('b', { memoryMiB: 9_000 }), host('c', { memoryMiB: 20_000 })],
      vms: [sized('x', 'a', 8_000), sized('y', 'a', 8_000)],
    })
    const choices = [{ vmId: vmId('x'), action: 'migrate' as const, targetHostId: hostId('c') }]
    expect(targets(given, { choices })).toEqual({ x: 'c', y: 'c' })
  })

  it('S3-11 a mission-critical one goes to a spare host, others do not', () => {
    const given = world({
      hosts: [host('a'), host('b'), host('c', { isSpare: true })],
      vms: [vm('plain', 'a'), vm('critical', 'a', { tags: ['Mission-Critical'] })],
    })
    expect(targets(given)).toEqual({ plain: 'b', critical: 'c' })
  })

  it('names the smallest set of what stands against it', () => {
    const given = world({
      hosts: [host('a'), host('b', { memoryMiB: 5_000 }), host('c', { networkNativeIds: [] })],
      vms: [sized('x', 'a', 4_000), sized('y', 'a', 4_000)],
    })
    const { notes, placement } = preview(given, { prover })
    expect(notes).toContain('no place together with the others for: 1; all would find one if it were not for: network')
    expect(placement).toMatchObject({ unplaced: 1 })
  })

  it('is the same with moves that are proven, and says so', () => {
    const given = world({
      hosts: [host('a'), host('b', { memoryMiB: 12_000 })],
      vms: [sized('x', 'a', 9_000), sized('y', 'a', 7_000)],
    })
    expect(preview(given, { prover }).placement).toMatchObject({ isExact: true, unplaced: 1, gapPercent: 0 })
    // What the checker does not accept is not taken, whatever it claims.
    const wrong: Prover = (problem) => {
      const found = prover(problem)
      return found === null
        ? null
        : {
            ...found,
            moves: problem.vms.map(({ id }) => ({ vmId: id, toHostId: hostId('b') })),
            unplacedVmIds: [],
            value: 20,
            mostValue: 20,
          }
    }
    expect(preview(tight, { prover: wrong }).items).toEqual(preview(tight).items)
    const refusal = 'a placement of all VMs together was not used, for the independent checker does not accept it'
    expect(preview(tight, { prover: wrong }).notes).toContainEqual(expect.stringContaining(refusal))
    expect(preview(tight, { prover }).notes ?? []).not.toContainEqual(expect.stringContaining(refusal))
    expect(preview(given, { prover: () => null }).placement).toEqual(preview(given).placement)
  })
})

describe('D4 what a cluster keeps', () => {
  const halves = (haReserve: NonNullable<Cluster['haReserve']>): World =>
    world({
      managers: [clusterWith({ haReserve })],
      hosts: [host('a', { memoryMiB: 20_000 }), host('b', { memoryMiB: 40_000 }), host('c', { memoryMiB: 40_000 })],
      vms: [sized('x', 'a', 6_000), sized('y', 'a', 6_000), sized('held', 'b', 30_000), sized('too', 'c', 10_000)],
    })

  it('for hosts that fail is not taken beyond the one that leaves, but by a person', () => {
    // 60 % of 100,000 MiB are kept, of which the leaving host stands for 20,000: 40,000 of 80,000 may be held, and are.
    const given = halves({ memoryPercent: 60 })
    expect(preview(given).items.map(({ action, why }) => [action, /keeps it free for hosts that fail/.test(why)])).toEqual([
      ['blocked', true],
      ['blocked', true],
    ])
    const choices = [{ vmId: vmId('x'), action: 'migrate' as const, targetHostId: hostId('c') }]
    expect(preview(given, { choices }).items.find(({ vmName }) => vmName === 'x')).toMatchObject({ action: 'migrate' })
    const ends = { vmId: vmId('y'), action: 'shutdown' as const, targetHostId: null }
    const steps = stepsOf(given, { choices: [...choices, ends] })
    expect(checkRun(given, steps, { chosenVmIds: new Set([vmId('x')]) })).toEqual([])
    expect(checkRun(given, steps, { chosenVmIds: new Set() }).map(({ rule }) => rule)).toEqual(['target-reserve'])
    expect(preview(halves({ memoryPercent: 25 })).blockers).toBe(0)
    expect(preview(halves({ hosts: 1 })).blockers).toBe(0)
  })

  it('as a host that carries nothing until one fails receives nothing', () => {
    const { items } = preview(halves({ hostNativeIds: ['c'] }))
    expect(items.map(({ targetHostName }) => targetHostName)).toEqual([null, 'b'])
    expect(items[0]?.why).toContain('c: kept by its cluster for hosts that fail')
  })

  it('its own commitment ratio is what its hosts may promise, and what they use now still fits', () => {
    const given = (memoryUsedMiB: number | null): World =>
      world({
        managers: [clusterWith({ memoryCommitRatio: 1.5 })],
        hosts: [host('a'), host('b', { memoryMiB: 20_000, memoryUsedMiB })],
        vms: [sized('x', 'a', 6_000), sized('held', 'b', 18_000)],
      })
    expect(targets(given(9_000))).toEqual({ x: 'b' })
    expect(checkRun(given(9_000), stepsOf(given(9_000)))).toEqual([])
    expect(targets(given(15_000))).toEqual({ x: null })
    expect(targets(given(null))).toEqual({ x: null })
    expect(checkRun(given(null), stepsOf(given(9_000))).map(({ rule }) => rule)).toEqual(['target-memory'])
    // The checker by itself: what is promised is not there.
    expect(checkRun(given(15_000), stepsOf(given(9_000))).map(({ rule }) => rule)).toEqual(['target-memory'])
  })

  it('D4 whatever a cluster keeps, the independent checker accepts what is planned by itself, and nothing that takes more', () => {
    const seen = { taken: 0, refused: 0 }
    fc.assert(
      fc.property(
        fc.record({ memoryPercent: fc.integer({ min: 30, max: 80 }), hosts: fc.nat(3) }),
        fc.array(
          fc.record({ on: fc.constantFrom('a', 'a', 'b', 'c', 'd'), memoryMiB: fc.integer({ min: 1_000, max: 12_000 }) }),
          {
            minLength: 4,
            maxLength: 14,
          },
        ),
        fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: null }),
        (haReserve, sizes, memoryUsedMiB) => {
          const given = world({
            managers: [clusterWith({ haReserve })],
            hosts: ['a', 'b', 'c', 'd'].map((name) => host(name, { memoryMiB: 40_000, memoryUsedMiB })),
            vms: sizes.map(({ on, memoryMiB }, at) => sized(`v${at}`, on, memoryMiB)),
          })
          const { items } = preview(given)
          const blocked = items.filter(({ action }) => action === 'blocked')
          const choices = blocked.map(({ vmId: id }) => ({ vmId: id, action: 'shutdown' as const, targetHostId: null }))
          const none = { chosenVmIds: new Set<VirtualMachine['id']>() }
          expect(checkRun(given, stepsOf(given, { choices }), none)).toEqual([])
          seen.taken += items.length - blocked.length
          // Those for which there is room, but not for them.
          const withheld = blocked.flatMap(({ vmId: id, why, candidates }) => {
            const free = why.includes('for hosts that fail') ? candidates.find(({ feasible }) => feasible) : undefined
            return free === undefined ? [] : [{ vmId: id, action: 'migrate' as const, targetHostId: free.hostId }]
          })
          const others = choices.filter((choice) => !withheld.some((each) => each.vmId === choice.vmId))
          const forced = preview(given, { choices: [...others, ...withheld] })
          if (withheld.length === 0 || forced.blockers > 0) return
          seen.refused += 1
          const rules = checkRun(given, stepsOf(given, { choices: [...others, ...withheld] }), none).map(({ rule }) => rule)
          expect(rules).toContain('target-reserve')
        },
      ),
      { numRuns: 250 },
    )
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(0)
  })
})

it('D4 whatever the site, the checker accepts a maintenance in which others make room', () => {
  let seen = 0
  const anySize = fc.record({ on: fc.constantFrom('a', 'b', 'c', 'd'), memoryMiB: fc.integer({ min: 2_000, max: 16_000 }) })
  fc.assert(
    fc.property(
      fc.array(anySize, { minLength: 8, maxLength: 16 }),
      fc.array(fc.integer({ min: 30_000, max: 50_000 }), { minLength: 4, maxLength: 4 }),
      (sizes, memory) => {
        const given = world({
          hosts: ['a', 'b', 'c', 'd'].map((name, at) => host(name, { memoryMiB: memory[at] ?? 0 })),
          vms: sizes.map(({ on, memoryMiB }, at) => sized(`v${at}`, on, memoryMiB)),
        })
        const blocked = preview(given).items.filter(({ action }) => action === 'blocked')
        const choices = blocked.map(({ vmId: id }) => ({ vmId: id, action: 'shutdown' as const, targetHostId: null }))
        const { items } = preview(given, { choices })
        seen += items.filter(({ makesRoomOn }) => makesRoomOn !== undefined).length
        if (items.some(({ action }) => action === 'blocked')) return
        expect(checkRun(given, stepsOf(given, { choices }))).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
  expect(seen).toBeGreaterThan(0)
})
