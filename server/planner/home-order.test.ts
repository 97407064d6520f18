import { describe, expect, it } from 'vitest'
import type { Step } from '../domain/run'
import type { World } from '../domain/world'
import { createLottery } from './sequence/lottery'
import { POOL_HOST_GIBIBYTES, POOL_HOSTS, scatteredPool, type ScatteredVm } from '../testing/scattered-pool'
import { host, hostId, onVm, plan, RUN_ID, step, stepIds, vm, vmId, world } from '../testing/world-samples'
import { checkRun } from './check-run'
import { previewReturn } from './evacuation'
import { planRecovery } from './recovery-steps'

const MIB_PER_GIB = 1024
/** What hosts keep for themselves is beside what the pool's VMs share. */
const HOST_MIB = (POOL_HOST_GIBIBYTES * MIB_PER_GIB) / 0.97

const departed = (vms: readonly ScatteredVm[]): readonly Step[] =>
  vms
    .filter(({ at, home }) => at !== home)
    .map(({ name, at, home }, seq) =>
      step(seq + 1, {
        object: onVm(name),
        action: 'migrate',
        targetHostId: hostId(at),
        state: 'done',
        before: { power: 'on', hostId: hostId(home), inMaintenance: false, macs: [] },
      }),
    )

const poolOf = (vms: readonly ScatteredVm[]): World =>
  world({
    hosts: POOL_HOSTS.map((name) => host(name, { memoryMiB: HOST_MIB, cpuThreads: 1_000, cpuUsedPercent: 0 })),
    vms: vms.map(({ name, at, gibibytes }) => vm(name, at, { memoryMiB: gibibytes * MIB_PER_GIB })),
  })

const wayHome = (given: World, steps: readonly Step[]) =>
  planRecovery({ runId: RUN_ID, content: plan({ stages: [] }), world: given, steps, nextSeq: 1_000, makeId: stepIds('up') })

/** Carries the steps out, each at a moment of its own after those it waits for; the most that any host held, of its memory. */
const fullestWhile = (vms: readonly ScatteredVm[], steps: readonly Step[], seed: number): number => {
  const lottery = createLottery(seed)
  const held = new Map(POOL_HOSTS.map((name) => [hostId(name), 0]))
  const add = (id: Step['targetHostId'], gibibytes: number): void => {
    if (id !== null) held.set(id, (held.get(id) ?? 0) + gibibytes)
  }
  for (const { at, gibibytes } of vms) add(hostId(at), gibibytes)
  const open = new Set(steps)
  const going = new Set<Step>()
  const ended = new Set<string>()
  let fullest = 0
  while (open.size + going.size > 0) {
    const ready = [...open].filter(({ after }) => after.every((id) => ended.has(id)))
    const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(lottery() * items.length)]
    const next = going.size === 0 || lottery() < 0.6 ? pick(ready) : undefined
    const of = (each: Step): ScatteredVm | undefined => vms.find(({ name }) => name === each.object.name)
    if (next !== undefined) {
      open.delete(next)
      going.add(next)
      add(next.targetHostId, of(next)?.gibibytes ?? 0)
    } else {
      const done = pick([...going])
      if (done === undefined) throw new Error('steps wait for each other')
      going.delete(done)
      ended.add(done.id)
      add(hostId(of(done)?.at ?? ''), -(of(done)?.gibibytes ?? 0))
    }
    fullest = Math.max(fullest, ...held.values())
  }
  return fullest / POOL_HOST_GIBIBYTES
}

describe('xen-orchestra #10260: VMs migrate back after rolling reboots', () => {
  it('D4 R6 all of them go home, each waiting for the room it needs, whatever each move takes', () => {
    let pools = 0
    let waits = 0
    for (let seed = 1; seed <= 25; seed += 1) {
      const vms = scatteredPool(seed, 0.73)
      if (vms === null) continue
      pools += 1
      const steps = departed(vms)
      const { steps: planned } = wayHome(poolOf(vms), steps)
      expect(planned.map(({ object }) => object.name).sort(), `pool ${seed}`).toEqual(
        steps.map(({ object }) => object.name).sort(),
      )
      expect(checkRun(poolOf(vms), [...steps, ...planned]), `pool ${seed}`).toEqual([])
      for (const draw of [1, 2, 3]) expect(fullestWhile(vms, planned, draw), `pool ${seed}`).toBeLessThanOrEqual(1)
      waits += planned.filter(({ after }) => after.length > 0).length
    }
    expect(pools).toBeGreaterThan(10)
    expect(waits).toBeGreaterThan(pools)
  })

  it('D4 the checker refuses the same moves without their waits', () => {
    const vms = [
      { name: 'x', home: 'A', at: 'B', gibibytes: 100 },
      { name: 'y', home: 'C', at: 'A', gibibytes: 100 },
    ]
    const steps = departed(vms)
    const { steps: planned } = wayHome(poolOf(vms), steps)
    expect(planned.map(({ object, after }) => [object.name, after.length])).toEqual([
      ['y', 0],
      ['x', 1],
    ])
    expect(checkRun(poolOf(vms), [...steps, ...planned])).toEqual([])
    const hasty = planned.map((each) => ({ ...each, after: [] }))
    expect(checkRun(poolOf(vms), [...steps, ...hasty]).map(({ rule }) => rule)).toContain('target-memory')
  })

  const swapped = [
    { name: 'x', home: 'A', at: 'B', gibibytes: 100 },
    { name: 'y', home: 'B', at: 'A', gibibytes: 100 },
  ]

  it('D4 two that wait for each other’s room go home by a third host, and the checker accepts it', () => {
    const steps = departed(swapped)
    const { steps: planned, notes } = wayHome(poolOf(swapped), steps)
    expect(planned.map(({ object, action, targetHostId, after }) => [object.name, action, targetHostId, after.length])).toEqual([
      ['y', 'migrate', hostId('C'), 0],
      ['x', 'migrate-home', hostId('A'), 1],
      ['y', 'migrate-home', hostId('B'), 2],
    ])
    expect(checkRun(poolOf(swapped), [...steps, ...planned])).toEqual([])
    expect(notes.map(({ message }) => message)).toEqual(['y: goes home by C, for it and others wait for each other’s room'])
    const hasty = planned.map((each, at) => (at === 1 ? { ...each, after: [] } : each))
    expect(checkRun(poolOf(swapped), [...steps, ...hasty]).map(({ rule }) => rule)).toContain('target-memory')
  })

  it('D4 one that is halfway is still away: it goes home from there, and is told where it cannot', () => {
    const steps = departed(swapped)
    const { steps: planned } = wayHome(poolOf(swapped), steps)
    const halfway = swapped.map((each) => ({ ...each, at: each.name === 'y' ? 'C' : 'A' }))
    const ended = planned.map((each, at): Step => ({ ...each, state: at === 2 ? 'failed' : 'done' }))
    const again = wayHome(poolOf(halfway), [...steps, ...ended]).steps
    expect(again.map(({ object, action, targetHostId }) => [object.name, action, targetHostId])).toEqual([
      ['y', 'migrate-home', hostId('B')],
    ])
  })

  it('R6 where no third host has room they stay, and each is told why', () => {
    const full = [...swapped, ...['C', 'D'].map((at) => ({ name: `z${at}`, home: at, at, gibibytes: 100 }))]
    const { steps: planned, notes } = wayHome(poolOf(full), departed(full))
    expect(planned).toEqual([])
    expect(notes.map(({ vmId: id }) => id).sort()).toEqual([vmId('x'), vmId('y')])
    for (const { message } of notes) expect(message).toMatch(/cannot go home to [AB]: .*28672 MiB/)
  })

  it('D4 room is not counted on that a VM leaves which has to stay', () => {
    const vms = [
      { name: 'x', home: 'A', at: 'B', gibibytes: 100 },
      { name: 'y', home: 'C', at: 'A', gibibytes: 100 },
    ]
    const given = poolOf(vms)
    const pinned = { ...given, vms: given.vms.map((each) => (each.name === 'y' ? { ...each, lockedBy: 'a backup' } : each)) }
    expect(wayHome(pinned, departed(vms)).steps).toEqual([])
  })

  it('the preview of a return knows that one move waits for another', () => {
    const vms = [
      { name: 'x', home: 'A', at: 'B', gibibytes: 100 },
      { name: 'y', home: 'C', at: 'A', gibibytes: 100 },
    ]
    const entered = step(50, {
      object: { kind: 'host', id: hostId('A'), name: 'A' },
      action: 'enter-maintenance',
      state: 'done',
      before: { power: 'on', hostId: hostId('A'), inMaintenance: false, macs: [] },
    })
    const preview = previewReturn({ world: poolOf(vms), hostId: hostId('A'), steps: [...departed(vms), entered] })
    const [first, second] = preview.items
    expect(preview.items.map(({ vmName }) => vmName)).toEqual(['y', 'x'])
    expect(preview.expectedSeconds).toBeGreaterThanOrEqual((first?.expectedSeconds ?? 0) + (second?.expectedSeconds ?? 0) - 1)
  })
})
