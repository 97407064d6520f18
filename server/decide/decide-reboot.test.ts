import { describe, expect, it } from 'vitest'
import { hostIdSchema } from '../domain/ids'
import type { StepAttempt, StepState } from '../domain/run'
import { vmStep } from '../testing/run-samples'
import { host } from '../testing/world-samples'
import { rebootInTheWay, type HostSight } from './decide-reboot'
import { decideStep, type StepSight } from './decide-step'

const BOOTED = 1_700_000_000_000
const held = (patch: Parameters<typeof host>[1] = {}) => host('a', { inMaintenance: true, bootedAtMs: BOOTED, ...patch })
const seen = (patch: Parameters<typeof host>[1] = {}, runningVmNames: readonly string[] = []): HostSight => ({
  kind: 'host',
  host: held(patch),
  runningVmNames,
  downForMs: null,
})
const SILENT = { kind: 'silent', message: 'its manager does not answer' } as const

const reboot = (patch: Parameters<typeof vmStep>[1] = {}) =>
  vmStep('a', {
    object: { kind: 'host', id: hostIdSchema.parse('m:a'), name: 'a' },
    action: 'reboot-host',
    limitSeconds: 1_800,
    startedAtMs: 0,
    ...patch,
  })
const attempt = (patch: Partial<StepAttempt> = {}): StepAttempt => ({
  action: 'reboot-host',
  startedAtMs: 1_000,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
  ...patch,
})
const called = (patch: Partial<StepAttempt> = {}) => reboot({ attempts: [attempt(patch)], bootedBeforeMs: BOOTED })

const decide = (step: ReturnType<typeof reboot>, sight: StepSight, nowMs = 2_000, emulatedMaintenance = false) =>
  decideStep({
    step,
    sight,
    targets: { targetHostNativeId: null, emulatedMaintenance },
    taskFailed: null,
    mayEscalate: true,
    nowMs,
  })

describe('a reboot', () => {
  it('is called for a host that is up, in maintenance and empty; where there is no such mode our hold stands for it', () => {
    expect(decide(reboot(), seen())).toEqual({ do: 'call', action: 'reboot-host' })
    expect(decide(reboot(), seen({ inMaintenance: false }), 2_000, true)).toEqual({ do: 'call', action: 'reboot-host' })
  })

  it('D11 waits while an outage is under way, also where its manager was silent until then, and gives up at its limit', () => {
    const waiting = (nowMs: number) =>
      decideStep({
        step: reboot(),
        sight: seen(),
        targets: { targetHostNativeId: null, emulatedMaintenance: false },
        taskFailed: null,
        waitsFor: { why: 'a run for an outage is under way', isBounded: false, alsoSilent: true },
        mayEscalate: true,
        nowMs,
      })
    expect(waiting(2_000)).toEqual({ do: 'wait', why: 'a run for an outage is under way' })
    expect(waiting(1_800_000)).toMatchObject({ do: 'fail' })
  })

  it('R5 A5 A4 R2 is not called for a host in service, on which something runs, that starts VMs by itself, or that does not tell when it booted', () => {
    const refusals = [
      [seen({ inMaintenance: false }), /not in maintenance/],
      [seen({}, ['web', 'vCLS-1']), /not empty: web, vCLS-1/],
      [{ ...seen(), startingVmNames: ['web', 'stray'] }, /start VMs by itself when it boots: web, stray/],
      [seen({ bootedAtMs: null }), /could not be verified/],
      [seen({ connection: 'down' }), /not up/],
      [seen({ connection: 'unknown' }), /not up/],
      [{ ...seen(), host: null }, /inventory/],
    ] as const
    for (const [sight, why] of refusals) expect(decide(reboot(), sight), String(why)).toMatchObject({ do: 'fail', why: why })
  })

  it('A4 is done only by a new boot time of a host that is up, not by the call, nor by its absence', () => {
    expect(decide(called(), seen()).do).toBe('wait')
    expect(decide(called(), seen({ connection: 'down', bootedAtMs: null })).do).toBe('wait')
    expect(decide(called(), SILENT).do).toBe('wait')
    // It works its boot time out from its clock: a second more is no other boot.
    expect(decide(called(), seen({ bootedAtMs: BOOTED + 1_200 })).do).toBe('wait')
    expect(decide(called(), seen({ connection: 'unknown', bootedAtMs: BOOTED + 600_000 })).do).toBe('wait')
    expect(decide(called(), seen({ bootedAtMs: BOOTED + 600_000 }))).toEqual({ do: 'done', result: 'verified booted anew' })
  })

  it('A1 A2 is never called again by itself: refused, not received, unknown, or not seen by its limit', () => {
    for (const outcome of ['refused', 'failed'] as const)
      expect(decide(called({ outcome, message: 'no' }), seen(), 600_000)).toEqual({ do: 'fail', why: 'no' })
    for (const outcome of ['unknown', 'open'] as const)
      for (const message of ['accepted', null]) {
        const step = called({ outcome, message })
        for (const nowMs of [20_000, 600_000, 1_800_999]) expect(decide(step, seen(), nowMs).do).toBe('wait')
        expect(decide(step, seen(), 1_801_000)).toMatchObject({ do: 'fail', why: /not known, and it is not called again/ })
        expect(decide(step, SILENT, 1_801_000).do).toBe('fail')
      }
  })

  it('A2 a person who tries it again after it came about all the same is told so, and nothing is called', () => {
    const again = reboot({ bootedBeforeMs: BOOTED, attempts: [], startedAtMs: 2_000_000 })
    expect(decide(again, seen({ bootedAtMs: BOOTED + 600_000 }), 2_000_500).do).toBe('done')
    expect(decide(again, seen(), 2_000_500).do).toBe('call')
  })

  it('A3 a manager that stays silent does not keep it waiting for ever, and a failed task ends it', () => {
    expect(decide(reboot(), SILENT, 1_799_000).do).toBe('wait')
    expect(decide(reboot(), SILENT, 1_800_000).do).toBe('fail')
    const targets = { targetHostNativeId: null, emulatedMaintenance: false }
    const failed = { step: called(), sight: seen(), targets, taskFailed: 'in use', mayEscalate: true, nowMs: 3_000 }
    expect(decideStep(failed)).toEqual({ do: 'fail', why: 'in use' })
  })
})

describe('a reboot in the way', () => {
  const inTheWay = (state: StepState, patch: Partial<StepAttempt> | null, nowMs: number, bootedAtMs = BOOTED) => {
    const step = { ...reboot({ bootedBeforeMs: BOOTED, attempts: patch === null ? [] : [attempt(patch)] }), state }
    return rebootInTheWay([vmStep('web', { state: 'done' }), step], held({ bootedAtMs }), nowMs) !== null
  }

  it('D4 nothing is brought to a host while its reboot is open, or was called and skipped and may still come', () => {
    expect(inTheWay('pending', null, 2_000)).toBe(true)
    expect(inTheWay('running', {}, 2_000)).toBe(true)
    expect(inTheWay('skipped', {}, 2_000)).toBe(true)
    expect(inTheWay('skipped', { outcome: 'unknown' }, 2_000)).toBe(true)
  })

  it('it is out of the way once it is over, was refused, never called, or has had its time', () => {
    expect(inTheWay('done', {}, 2_000)).toBe(false)
    expect(inTheWay('failed', {}, 2_000)).toBe(false)
    expect(inTheWay('skipped', null, 2_000)).toBe(false)
    expect(inTheWay('skipped', { outcome: 'refused' }, 2_000)).toBe(false)
    expect(inTheWay('skipped', {}, 2_000, BOOTED + 600_000)).toBe(false)
    expect(inTheWay('skipped', {}, 1_801_000)).toBe(false)
  })
})
