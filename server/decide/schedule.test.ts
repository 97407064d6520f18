import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { hostIdSchema, managerIdSchema, stepIdSchema, vmIdSchema } from '../domain/ids'
import type { ManagerCapabilities } from '../domain/manager'
import type { Step } from '../domain/run'
import { runWith, vmStep } from '../testing/run-samples'
import { beginsBefore, stepsToBegin } from './schedule'

const capabilities: ManagerCapabilities = {
  shutdownGuest: true,
  saveState: true,
  liveMigration: true,
  hostMaintenance: true,
  hostShutdown: true,
  hostPowerOn: true,
  migrationsPerHost: 2,
  powerOpsPerHost: 3,
  callsPerManager: 8,
}
const managerId = managerIdSchema.parse('m')
const host = (name: string) => hostIdSchema.parse(name)
const place = (step: Step) => ({ managerId, hostId: step.before.hostId, capabilities })
const step = (name: string, seq: number, patch: Partial<Step> = {}): Step => vmStep(name, { seq, state: 'pending', ...patch })
const onHost = (name: string) => ({ power: 'on' as const, hostId: host(name), inMaintenance: false, macs: [] })
const names = (steps: readonly Step[]) => steps.map((each) => each.object.name)

describe('schedule', () => {
  it('A7 begins no more power operations per host than the platform allows, in the run’s order', () => {
    const run = runWith(['a', 'b', 'c', 'd'].map((name, index) => step(name, index + 1)).reverse())
    expect(names(stepsToBegin(run, place, 0))).toEqual(['a', 'b', 'c'])
  })

  it('A7 counts a migration against both its ends', () => {
    const move = (name: string, seq: number, from: string, to: string) =>
      step(name, seq, { action: 'migrate', targetHostId: host(to), before: onHost(from) })
    const run = runWith([move('a', 1, 'h1', 'h9'), move('b', 2, 'h2', 'h9'), move('c', 3, 'h3', 'h9'), move('d', 4, 'h3', 'h8')])
    expect(names(stepsToBegin(run, place, 0))).toEqual(['a', 'b', 'd'])
  })

  it('does not begin what waits for its moment, and holds up nothing else with it', () => {
    const run = runWith([step('a', 1, { notBeforeMs: 5_000 }), step('b', 2)])
    expect(names(stepsToBegin(run, place, 4_999))).toEqual(['b'])
    expect(names(stepsToBegin(run, place, 5_000))).toEqual(['a', 'b'])
  })

  it('A3 a full host does not hold up those on other hosts', () => {
    const busy = ['a', 'b', 'c'].map((name, index) => step(name, index + 1, { state: 'running' }))
    const run = runWith([...busy, step('d', 4), step('e', 5, { before: onHost('h2') })])
    expect(names(stepsToBegin(run, place, 0))).toEqual(['e'])
  })

  it('A3 D5 a step that is held back does not begin, and takes no place from those that it waits for', () => {
    const run = runWith(['kept', 'b', 'c', 'd', 'e'].map((name, index) => step(name, index + 1)))
    expect(names(stepsToBegin(run, place, 0, ({ object }) => object.name === 'kept'))).toEqual(['b', 'c', 'd'])
  })

  it('waits for every step it comes after to end, in whatever state', () => {
    const first = step('a', 1)
    const second = step('b', 2, { after: [first.id], before: onHost('h2') })
    expect(names(stepsToBegin(runWith([first, second]), place, 0))).toEqual(['a'])
    for (const state of ['done', 'failed', 'skipped', 'cancelled'] as const)
      expect(names(stepsToBegin(runWith([{ ...first, state }, second]), place, 0))).toEqual(['b'])
  })

  it('R1 A3 VMs wait ten minutes for HA to be armed again, with the hosts that it waits for, and then no longer', () => {
    const wake = step('h2', 1, { action: 'power-on-host', direction: 'up', state: 'running', startedAtMs: 0 })
    const restore = step('ha', 2, { action: 'restore', direction: 'up', after: [wake.id], startedAtMs: null })
    const start = step('web', 3, { action: 'start', direction: 'up', after: [restore.id], startedAtMs: null })
    const begun = (nowMs: number, ...steps: Step[]) => names(stepsToBegin(runWith(steps), place, nowMs))
    expect(begun(599_999, wake, restore, start)).toEqual([])
    expect(begun(600_000, wake, restore, start)).toEqual(['web'])
    const held = { ...restore, state: 'running' as const, startedAtMs: 300_000 }
    expect(begun(899_999, { ...wake, state: 'failed', startedAtMs: 300_000 }, held, start)).toEqual([])
    expect(begun(900_000, { ...wake, state: 'failed', startedAtMs: 300_000 }, held, start)).toEqual(['web'])
    // Its own host is waited for all the same.
    expect(begun(900_000, wake, restore, { ...start, after: [wake.id, restore.id] })).toEqual([])
  })

  it('R3 R1 a VM waits ten minutes for the start of another that its manager is not asked for, or silent about, and then no longer', () => {
    const of = (id: string) => ({ kind: 'vm' as const, id: vmIdSchema.parse(id), name: id })
    const up = { action: 'start', direction: 'up' } as const
    const db = step('db', 1, { ...up, object: of('n:db'), state: 'running', startedAtMs: 1_000 })
    const web = step('web', 2, { ...up, object: of('m:web'), after: [db.id], startedAtMs: null })
    const begun = (nowMs: number, first: Step, silentSinceMs?: number, second = web) =>
      names(
        stepsToBegin(
          runWith([first, second]),
          (each) => ({ ...place(each), ...(silentSinceMs === undefined || each.id !== first.id ? {} : { silentSinceMs }) }),
          nowMs,
        ),
      ).filter((name) => name !== 'n:db')
    expect(begun(600_999, db)).toEqual([])
    expect(begun(601_000, db)).toEqual(['m:web'])
    // Called, or not begun: only its manager's silence counts.
    const call = { startedAtMs: 0, intentEntryId: 1, task: null, outcome: 'open' as const, message: null, endedAtMs: null }
    const called = { ...db, attempts: [{ action: 'start' as const, ...call }] }
    const pending = { ...db, state: 'pending' as const, startedAtMs: null }
    for (const first of [called, pending]) {
      expect(begun(9_000_000, first)).toEqual([])
      expect(begun(9_000_000, first, 9_000_000 - 599_999)).toEqual([])
      expect(begun(9_000_000, first, 9_000_000 - 600_000)).toEqual(['m:web'])
    }
    // What its own manager knows it waits for, and whatever is no start.
    expect(begun(9_000_000, db, 0, { ...web, object: of('n:web') })).toEqual([])
    expect(begun(9_000_000, { ...db, action: 'migrate-home' }, 0)).toEqual([])
    expect(beginsBefore(runWith([db, web]), web)).toEqual(['n:db'])
    expect(beginsBefore(runWith([{ ...db, state: 'done' }, web]), web)).toEqual([])
  })

  it('A6 begins nothing while the run is held', () => {
    expect(stepsToBegin(runWith([step('a', 1)], { heldSinceMs: 1 }), place, 0)).toEqual([])
  })

  it('A7 never exceeds a limit, and always begins something when nothing runs and something is free', () => {
    const arbitraryStep = fc.record({
      host: fc.integer({ min: 1, max: 3 }),
      target: fc.integer({ min: 1, max: 3 }),
      migrate: fc.boolean(),
      running: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(arbitraryStep, { minLength: 1, maxLength: 25 }), (specs) => {
        // Only what the scheduler itself begins is in scope: running steps are what earlier rounds began.
        let steps = specs.map((spec, index) =>
          step(`v${index}`, index, {
            id: stepIdSchema.parse(`s${index}`),
            action: spec.migrate ? 'migrate' : 'shutdown',
            targetHostId: spec.migrate ? host(`h${spec.target}`) : null,
            before: onHost(`h${spec.host}`),
          }),
        )
        for (let round = 0; steps.some((each) => each.state === 'pending'); round += 1) {
          expect(round).toBeLessThan(60)
          const begun = new Set(stepsToBegin(runWith(steps), place, 0).map((each) => each.id))
          expect(begun.size).toBeGreaterThan(0)
          steps = steps.map((each) => (begun.has(each.id) ? { ...each, state: 'running' } : each))
          const running = steps.filter((each) => each.state === 'running')
          expect(running.length).toBeLessThanOrEqual(capabilities.callsPerManager)
          for (const name of ['h1', 'h2', 'h3']) {
            const moves = running.filter(
              (each) => each.action === 'migrate' && (each.before.hostId === name || each.targetHostId === name),
            )
            const others = running.filter((each) => each.action === 'shutdown' && each.before.hostId === name)
            expect(moves.length).toBeLessThanOrEqual(capabilities.migrationsPerHost)
            expect(others.length).toBeLessThanOrEqual(capabilities.powerOpsPerHost)
          }
          steps = steps.map((each) => (each.state === 'running' ? { ...each, state: 'done' } : each))
        }
      }),
    )
  })
})
