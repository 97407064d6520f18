import { describe, expect, it } from 'vitest'
import { managerIdSchema, vmIdSchema } from '../../domain/ids'
import type { RunWithSteps, Step } from '../../domain/run'
import type { World } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import { host, hostId, manager, onVm, RUN_ID, step, stepIds, vm, world } from '../../testing/world-samples'
import { lostPower } from '../lost-power'
import { ranBefore } from './ran-before'

const BEGAN_MS = 10_000_000
const outage = (steps: readonly Step[] = [], patch: Partial<RunWithSteps> = {}) =>
  runWith(steps, { outageStartedAtMs: BEGAN_MS - 5_000, startedAtMs: BEGAN_MS, ...patch })
const found = (run: RunWithSteps, given: World, hostIds = new Set([hostId('h1')])) =>
  ranBefore({ run, world: given, hostIds, nowMs: BEGAN_MS, runId: RUN_ID, nextSeq: 100, makeId: stepIds('r') })
const names = (run: RunWithSteps, given: World) => found(run, given)?.steps.map(({ object }) => object.name)
const before: Step['before'] = { power: 'on', hostId: hostId('h1'), inMaintenance: false, macs: [] }

describe('R1 R6 what ran as an outage began', () => {
  const site = world({
    managers: [manager({ refreshedAtMs: BEGAN_MS })],
    hosts: [host('h1'), host('h2')],
    vms: [
      vm('app', 'h1'),
      vm('off', 'h1', { power: 'off' }),
      vm('agent', 'h1', { systemKind: 'vcls' }),
      vm('paused', 'h1', { power: 'paused' }),
      vm('far', 'h2'),
    ],
  })

  it('R1 R6 is every VM that runs on hosts of the group, and these, and nothing else: not what is off, or the platform’s own', () => {
    expect(names(outage(), site)).toEqual(['app', 'h1'])
  })

  it('R1 has no step that anybody carries out', () => {
    const states = found(outage(), site)?.steps.map(({ state, attempts }) => [state, attempts.length])
    expect(states).toEqual([
      ['cancelled', 0],
      ['cancelled', 0],
    ])
  })

  it('R1 is not written down twice: what has a step that is open, or was ended by the run, has its record in that', () => {
    const open = step(1, { object: onVm('app'), action: 'shutdown', state: 'pending', before })
    expect(names(outage([open]), site)).toEqual(['h1'])
    // Its host’s manager still says that it runs, from before.
    expect(names(outage([{ ...open, state: 'done' }]), site)).toEqual(['h1'])
    const m = managerIdSchema.parse('m')
    expect(found(outage([], { recordedManagerIds: [m] }), site)).toBeNull()
  })

  it('R5 is no host that a person has put into maintenance', () => {
    expect(names(outage(), { ...site, hosts: [host('h1', { inMaintenance: true })] })).toEqual(['app'])
  })

  it('R5 R6 P9 is not what was stale as the mains failed, whoever had read it: its manager is read first', () => {
    const failedMs = BEGAN_MS - 5_000
    for (const awaited of [{ awaited: true as const }, { contact: 'lost' as const }]) {
      const known = (refreshedAtMs: number | null) => ({
        ...site,
        hosts: [host('h1', { stale: true })],
        managers: [manager({ ...awaited, refreshedAtMs })],
      })
      expect(found(outage(), known(null))).toBeNull()
      expect(found(outage(), known(BEGAN_MS - 14 * 86_400_000))).toBeNull()
      expect(found(outage(), known(failedMs - 60_001))).toBeNull()
      // It fell silent with the mains: its host was on as they failed.
      expect(names(outage(), known(failedMs - 60_000))).toEqual(['app', 'h1'])
    }
  })

  it('R6 is not what was read longer than ten minutes before the run began, however long the outage lasts', () => {
    const run = outage([], { outageStartedAtMs: BEGAN_MS - 3_600_000 })
    const known = (refreshedAtMs: number) => ({ ...site, managers: [manager({ refreshedAtMs })] })
    expect(found(run, known(BEGAN_MS - 600_001))).toBeNull()
    expect(names(run, known(BEGAN_MS - 600_000))).toEqual(['app', 'h1'])
  })

  it('P6 R6 in a later outage of the run is only what was read since, or just before', () => {
    const run = outage([], { outageStartedAtMs: BEGAN_MS + 3_600_000 })
    expect(found(run, site)).toBeNull()
  })

  it('R1 is brought back where it has lost its power, though no stage that holds it ever fired', () => {
    const run = outage()
    const steps = found(run, site)?.steps ?? []
    const dark = world({
      hosts: [host('h1', { bootedAtMs: BEGAN_MS + 60_000 }), host('h2')],
      vms: [vm('app', 'h1', { power: 'off' }), vm('off', 'h1', { power: 'off' }), vm('far', 'h2', { power: 'off' })],
    })
    const lost = lostPower({ ...run, steps, mainsBackAtMs: BEGAN_MS + 90_000 }, dark, new Set())
    expect(lost.map(({ object }) => object.name)).toEqual(['app'])
  })

  it('R6 P6 in the next outage is not what came through the one before, and somebody has switched off since', () => {
    const record = step(1, { object: onVm('app'), action: 'keep', state: 'cancelled', before })
    const off = { ...site, vms: [vm('app', 'h1', { power: 'off' })] }
    const retired = (one: Step) => found(outage([one]), off)?.retired.length
    expect(retired({ ...record, cameThrough: { was: 'kept', atMs: 1 } })).toBe(1)
    // An empty battery took it, and the mains failed again before it could come back.
    expect(retired({ ...record, cameThrough: { was: 'dark', atMs: 1 } })).toBe(0)
    expect(retired(record)).toBe(0)
  })
})

it('R1 ids of VMs are those of the inventory', () => {
  const managers = [manager({ refreshedAtMs: BEGAN_MS })]
  const given = world({ managers, hosts: [host('h1')], vms: [vm('app', 'h1', { id: vmIdSchema.parse('m:7') })] })
  expect(found(outage(), given)?.steps[0]?.object.id).toBe('m:7')
})
