import { describe, expect, it } from 'vitest'
import { runIdSchema } from '../../domain/ids'
import type { RunWithSteps, Step } from '../../domain/run'
import type { VirtualMachine } from '../../domain/world'
import { priorDurations } from '../../planner/durations'
import { rowsWorld } from '../../testing/battery-rows'
import { runWith } from '../../testing/run-samples'
import { device, host, hostId, onVm, plan, step, vm, vmId } from '../../testing/world-samples'
import { broughtBackElsewhere, hasUnseenGuests, withGuests } from './guests'
import { leftUndone, powerIn } from './run-end'
import { recoverySteps } from './way-back'

const nobody = new Map<never, never>()
const hosts = [host('a1'), host('b1'), host('c1')]
const siteWith = (web: Partial<VirtualMachine>) => {
  const world = rowsWorld({ hosts, vms: [vm('web', 'b1', web)] })
  const hostIds = new Set([hostId('b1')])
  return {
    world,
    trustedWorld: world,
    durations: priorDurations,
    groupStates: () => [],
    hostIdsAtRisk: () => hostIds,
    hostIdsOf: () => hostIds,
  }
}
const before = (on: string): Step['before'] => ({ power: 'on', hostId: hostId(on), inMaintenance: false, macs: [] })
const move = step(1, { object: onVm('web'), action: 'migrate', targetHostId: hostId('b1'), state: 'done', before: before('a1') })
const end = step(1, { object: onVm('web'), action: 'shutdown', state: 'done', before: before('b1') })
const run = (id: string, steps: readonly Step[], more: Partial<RunWithSteps> = {}): RunWithSteps =>
  runWith(steps, { id: runIdSchema.parse(id), title: `Row ${id}`, ...more })
const a = run('a', [move])
const views = ['ups-a', 'ups-b', 'ups-c'].map((name) => device(name))
const back = (site: ReturnType<typeof siteWith>, own: RunWithSteps, active: readonly RunWithSteps[]) =>
  recoverySteps(site, own, plan({ stages: [] }), views, [], nobody, {
    unread: new Set(),
    broughtBack: broughtBackElsewhere(own, active, site.world),
  })

describe('R6 D11 a VM that one run moved and another one ended', () => {
  const [ending] = withGuests([{ ...end, state: 'pending' }], run('b', []), [a], siteWith({}).world)

  it('is known as a guest while the run that moved it still has to bring it home', () => {
    expect(ending?.isGuest).toBe(true)
    const isGuest = (active: readonly RunWithSteps[], web: Partial<VirtualMachine> = {}) =>
      withGuests([end], run('b', []), active, siteWith(web).world)[0]?.isGuest
    expect(isGuest([])).toBeUndefined()
    expect(isGuest([run('a', [{ ...move, state: 'failed' }])])).toBeUndefined()
    expect(isGuest([run('a', [move], { dryRun: true })])).toBeUndefined()
    expect(isGuest([a], { hostId: hostId('c1') })).toBeUndefined()
    const homeAgain = step(2, { object: onVm('web'), action: 'migrate-home', direction: 'up', state: 'done' })
    expect(isGuest([run('a', [move, homeAgain])])).toBeUndefined()
  })

  it('R1 is left to no run that a person has aborted: that one starts nothing any more', () => {
    const guest = [{ ...end, isGuest: true as const }]
    const leftTo = (more: Partial<RunWithSteps>) => [...broughtBackElsewhere(a, [run('b', guest, more)], siteWith({}).world)]
    expect(leftTo({})).toEqual([[vmId('web'), 'Row b']])
    expect(leftTo({ abandoned: true })).toEqual([])
  })

  it('R6 is left at home by the run that ended it, where the other one has brought it back already, and is not told as off', () => {
    const home = siteWith({ hostId: hostId('a1'), hostNativeId: 'a1' })
    const own = run('b', [{ ...end, isGuest: true }])
    expect(back(home, own, []).steps).toEqual([])
    expect(leftUndone(own, true, powerIn(home.world), new Set()).stillOff).toEqual([])
    // What was at home there goes back there.
    expect(back(home, run('b', [end]), []).steps.map(({ action, targetHostId }) => [action, targetHostId])).toEqual([
      ['migrate-home', hostId('b1')],
    ])
  })

  it('R1 R6 is started where it is by the run that ended it there, and then goes home by the other', () => {
    const off = siteWith({ power: 'off' })
    const own = run('b', [{ ...end, isGuest: true }])
    expect(back(off, own, []).steps.map(({ action, targetHostId }) => [action, targetHostId])).toEqual([['start', hostId('b1')]])
    const waiting = back(off, a, [own])
    expect([waiting.steps, waiting.isWaiting]).toEqual([[], true])
    const started = step(2, { object: onVm('web'), action: 'start', direction: 'up', state: 'done' })
    expect(
      back(siteWith({}), a, [
        run('b', [
          { ...end, isGuest: true },
          { ...started, endedAtMs: -1 },
        ]),
      ]).steps.map(({ action, targetHostId }) => [action, targetHostId]),
    ).toEqual([['migrate-home', hostId('a1')]])
  })

  it('D11 gets one start: while another run is bringing it back it is left to that, and the run stays until then', () => {
    const starting = step(2, { object: onVm('web'), action: 'start', direction: 'up', targetHostId: hostId('a1') })
    const own = run('b', [{ ...end, isGuest: true }])
    const { steps, notes, isWaiting } = back(siteWith({ power: 'off' }), own, [run('a', [move, starting])])
    expect([steps, isWaiting]).toEqual([[], true])
    expect(notes.map(({ message }) => message)).toEqual(['web: left to the run of Row a, which brings it back (D11)'])
    expect(broughtBackElsewhere(own, [run('a', [move, { ...starting, state: 'failed' }])], rowsWorld()).has(vmId('web'))).toBe(
      false,
    )
  })

  it('R6 is not started at home as well by what was read before it was started: both runs wait for the next reading', () => {
    const started = step(2, { object: onVm('web'), action: 'start', direction: 'up', state: 'done', endedAtMs: 5 })
    const other = run('b', [{ ...end, isGuest: true }, started])
    const stale = siteWith({ power: 'off' })
    expect(back(stale, a, [other])).toMatchObject({ steps: [], isWaiting: true })
    expect(hasUnseenGuests(other, stale.world, 10)).toBe(true)
    const read = { ...stale.world, managers: stale.world.managers.map((each) => ({ ...each, refreshedAtMs: 6 })) }
    expect([hasUnseenGuests(other, read, 10), broughtBackElsewhere(a, [other], read).size]).toEqual([false, 0])
    // A manager that is never read again keeps no run for ever.
    expect(hasUnseenGuests(other, stale.world, 5 + 11 * 60_000)).toBe(false)
  })
})
