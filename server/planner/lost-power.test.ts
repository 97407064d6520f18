import { describe, expect, it } from 'vitest'
import type { RunWithSteps, Step } from '../domain/run'
import type { Host, VirtualMachine } from '../domain/world'
import { runWith } from '../testing/run-samples'
import { host, hostId, manager, onHost, onVm, step, vm, world } from '../testing/world-samples'
import { cameThroughNow, lostPower, namesOfLost } from './lost-power'

const OUTAGE_MS = 1_000_000
const BACK_MS = OUTAGE_MS + 120_000
const before: Step['before'] = { power: 'on', hostId: hostId('h1'), inMaintenance: false, macs: [] }
const uncalled = (seq: number, patch: Partial<Step> = {}): Step =>
  step(seq, { object: onVm('web'), action: 'shutdown', state: 'cancelled', before, ...patch })
const lost = (steps: readonly Step[], web: Partial<VirtualMachine>, h1: Partial<Host>, dryRun = false) => {
  const run = runWith(steps, { phase: 'waiting', outageStartedAtMs: OUTAGE_MS, dryRun })
  const given = world({ hosts: [host('h1', h1)], vms: [vm('web', 'h1', web)] })
  return lostPower(run, given, new Set()).map(({ object }) => object.name)
}
const rebooted = { bootedAtMs: OUTAGE_MS + 1 }

describe('R1 what an empty battery took before its step was called', () => {
  it('R1 is what ran then, and is off now, or on a host that is', () => {
    expect(lost([uncalled(1)], { power: 'off' }, rebooted)).toEqual(['web'])
    expect(lost([uncalled(1, { state: 'failed' })], { power: 'off' }, rebooted)).toEqual(['web'])
    expect(lost([uncalled(1)], { power: 'unknown' }, { connection: 'down' })).toEqual(['web'])
    expect(lost([uncalled(1)], { power: 'on' }, { connection: 'unknown', verifiedOff: true })).toEqual(['web'])
    // When its host booted is not told, but the run has woken it.
    const call = { startedAtMs: 1, intentEntryId: 1, task: null, outcome: 'verified' as const, message: null, endedAtMs: 2 }
    const woken = step(2, {
      object: onHost('h1'),
      action: 'power-on-host',
      direction: 'up',
      state: 'done',
      before,
      attempts: [{ action: 'power-on-host', ...call }],
    })
    expect(lost([uncalled(1), woken], { power: 'off' }, { bootedAtMs: null })).toEqual(['web'])
    const ofHost = step(2, { object: onHost('h1'), action: 'shutdown-host', state: 'cancelled', before })
    expect(lost([ofHost], {}, { connection: 'down' })).toEqual(['h1'])
    expect(lost([ofHost], {}, {})).toEqual([])
  })

  it('R6 is nothing that runs, did not run, was ended by the run or spared by a person, nor what went off while its host stayed on', () => {
    expect(lost([uncalled(1)], { power: 'on' }, rebooted)).toEqual([])
    expect(lost([uncalled(1, { before: { ...before, power: 'off' } })], { power: 'off' }, rebooted)).toEqual([])
    expect(lost([uncalled(1, { state: 'done' })], { power: 'off' }, rebooted)).toEqual([])
    expect(lost([uncalled(1, { state: 'skipped' })], { power: 'off' }, rebooted)).toEqual([])
    expect(lost([uncalled(1)], { power: 'off' }, { bootedAtMs: OUTAGE_MS - 1 })).toEqual([])
    expect(lost([uncalled(1)], { power: 'off' }, rebooted, true)).toEqual([])
    // When its host booted is not told, and nobody has seen that host off.
    expect(lost([uncalled(1)], { power: 'off' }, { bootedAtMs: null })).toEqual([])
    // The run had ended it in the outage before, and has not brought it back yet: that is known already.
    expect(lost([uncalled(1, { state: 'done' }), uncalled(2)], { power: 'off' }, rebooted)).toEqual([])
  })

  it('R1 P6 is so still when mains that failed again cut its way back short, and not once that was done', () => {
    const start = (state: Step['state']) => step(3, { object: onVm('web'), action: 'start', direction: 'up', state, before })
    expect(lost([uncalled(1), start('cancelled')], { power: 'off' }, rebooted)).toEqual(['web'])
    for (const state of ['pending', 'done', 'failed', 'skipped'] as const)
      expect(lost([uncalled(1), start(state)], { power: 'off' }, rebooted)).toEqual([])
  })

  it('R6 R5 is not what a person has switched off since it was seen running after the mains returned, however late that is asked', () => {
    const readAt = (minutes: number, web: Partial<VirtualMachine>, h1: Partial<Host>) => ({
      at: world({
        managers: [manager({ refreshedAtMs: BACK_MS + minutes * 60_000 })],
        hosts: [host('h1', h1)],
        vms: [vm('web', 'h1', web)],
      }),
      atMs: BACK_MS + minutes * 60_000 + 1,
    })
    const ofHost = step(2, { object: onHost('h1'), action: 'shutdown-host', state: 'cancelled', before })
    const begun = runWith([uncalled(1), ofHost], { phase: 'waiting', outageStartedAtMs: OUTAGE_MS, mainsBackAtMs: BACK_MS })
    const remembered = (run: RunWithSteps, { at, atMs }: ReturnType<typeof readAt>): RunWithSteps => {
      const told = cameThroughNow(run, at)
      const steps = run.steps.map((one) => {
        const was = told.get(one.id)
        return was === undefined ? one : { ...one, cameThrough: { was, atMs } }
      })
      return { ...run, steps }
    }
    const names = (run: RunWithSteps, { at }: ReturnType<typeof readAt>) =>
      lostPower(run, at, new Set()).map(({ object }) => object.name)
    const off = readAt(300, { power: 'off' }, { bootedAtMs: BACK_MS + 299 * 60_000 })
    const down = readAt(300, { power: 'unknown' }, { connection: 'down' })
    // Too early: managers may still tell of a dead host that it runs.
    const early = remembered(begun, readAt(1, { power: 'on' }, { bootedAtMs: 1 }))
    expect(names(early, down)).toEqual(['web', 'h1'])
    const ran = remembered(early, readAt(4, { power: 'on' }, { bootedAtMs: 1 }))
    expect([...names(ran, off), ...names(ran, down)]).toEqual([])
    // Seen dark first: it comes back although nobody tells when its host booted, until it has been seen running.
    const dark = remembered(begun, down)
    const up = readAt(301, { power: 'off' }, { bootedAtMs: null })
    expect([names(begun, up), names(dark, up)]).toEqual([[], ['web']])
    const started = remembered(dark, readAt(302, { power: 'on' }, { bootedAtMs: null }))
    expect(names(started, off)).toEqual([])
    // Of another outage that says nothing.
    expect(names({ ...ran, mainsBackAtMs: BACK_MS + 280 * 60_000 }, off)).toEqual(['web'])
  })

  it('R1 is what stood on a host of which its manager can tell nothing, nor of its VMs', () => {
    expect(lost([uncalled(1)], { power: 'unknown' }, { connection: 'unknown' })).toEqual(['web'])
    expect(lost([uncalled(1)], { power: 'on' }, { connection: 'unknown' })).toEqual([])
    expect(lost([uncalled(1)], { power: 'unknown' }, { connection: 'unknown', stale: true })).toEqual([])
  })

  it('R4 is not concluded from what a manager knew before it was read anew', () => {
    const run = runWith([uncalled(1)], { phase: 'waiting', outageStartedAtMs: OUTAGE_MS })
    const given = world({ hosts: [host('h1', rebooted)], vms: [vm('web', 'h1', { power: 'off' })] })
    expect(lostPower(run, given, new Set(['m']))).toEqual([])
    const dark = { ...given, hosts: [host('h1', { verifiedOff: true, connection: 'unknown' })] }
    expect(lostPower(run, dark, new Set(['m']))).toHaveLength(1)
  })

  it('R1 K1 is named at the end, also once it has been started again', () => {
    const start = step(3, { object: onVm('web'), action: 'start', direction: 'up', state: 'done', before })
    expect(namesOfLost([uncalled(1), start])).toEqual(['web'])
    expect(namesOfLost([uncalled(1)])).toEqual([])
    expect(namesOfLost([uncalled(1, { state: 'done' }), uncalled(2), start])).toEqual([])
  })
})
