import { describe, expect, it } from 'vitest'
import { hostIdSchema, managerIdSchema, safeguardIdSchema } from '../domain/ids'
import type { Step, StepAttempt } from '../domain/run'
import { readRunSentence } from '../domain/run-sentences'
import type { SafeguardFacts, SafeguardSetting } from '../domain/safeguard'
import { vmStep } from '../testing/run-samples'
import { safeguardReached, whyHeld } from './decide-safeguard'
import { decideStep } from './decide-step'

const found: SafeguardSetting = { kind: 'vsphere-drs', level: 'partiallyAutomated', overrides: false }
const manual: SafeguardSetting = { kind: 'vsphere-drs', level: 'manual', overrides: false }
const attempt = (patch: Partial<StepAttempt> = {}): StepAttempt => ({
  action: 'disarm',
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
  ...patch,
})
const step = (action: 'disarm' | 'restore', patch: Partial<Step> = {}): Step =>
  vmStep('x', {
    object: { kind: 'safeguard', id: safeguardIdSchema.parse('m:drs'), name: 'DRS of Row' },
    action,
    direction: action === 'disarm' ? 'down' : 'up',
    fallback: 'leave',
    safeguard: {
      managerId: managerIdSchema.parse('m'),
      nativeId: 'drs',
      found,
      isKept: false,
      hostIds: [hostIdSchema.parse('m:h1')],
    },
    ...patch,
  })
const facts = (setting: SafeguardSetting, isDisarmed: boolean, unhealthy: readonly string[] = []): SafeguardFacts => ({
  nativeId: 'drs',
  name: 'DRS of Row',
  hostNativeIds: ['h1'],
  setting,
  isDisarmed,
  disarmAfterVms: false,
  restore: 'after-vms',
  unhealthy,
})
const decide = (
  given: Step,
  safeguard: SafeguardFacts | null,
  hostsNotUp: readonly string[] = [],
  nowMs = 1_000,
  mayEscalate = true,
) =>
  decideStep({
    step: given,
    sight: { kind: 'safeguard', safeguard, hostsNotUp },
    targets: { targetHostNativeId: null, emulatedMaintenance: false },
    taskFailed: null,
    mayEscalate,
    nowMs,
  })

describe('deciding about a safeguard', () => {
  it('D10 A4 it is set aside once its manager shows it so, whatever the call said', () => {
    expect(decide(step('disarm'), facts(found, false))).toEqual({ do: 'call', action: 'disarm' })
    expect(decide(step('disarm', { attempts: [attempt()] }), facts(found, false)).do).toBe('wait')
    expect(decide(step('disarm', { attempts: [attempt()] }), facts(manual, true))).toEqual({
      do: 'done',
      result: 'verified set aside',
    })
  })

  it('A2 found set aside it is done without a call', () => {
    expect(decide(step('disarm'), facts(manual, true))).toEqual({ do: 'done', result: 'was set aside already' })
  })

  it('R1 with mains back nothing more is set aside', () => {
    expect(decide(step('disarm'), facts(found, false), [], 1_000, false).do).toBe('fail')
  })

  it('R8 it is put back exactly as found, and not before its hosts and its platform are well, however long that takes', () => {
    const sick = decide(step('restore'), facts(manual, true, ['HEALTH_WARN: 3 pgs degraded']), ['h1'], 9_000_000)
    expect(sick.do).toBe('wait')
    if (sick.do === 'wait')
      expect(readRunSentence(sick.why)).toEqual({
        name: 'heldBack',
        values: { reasons: 'h1 is not up; HEALTH_WARN: 3 pgs degraded' },
      })
    expect(decide(step('restore'), facts(manual, true))).toEqual({ do: 'call', action: 'restore' })
    const called = step('restore', { attempts: [attempt({ action: 'restore' })] })
    expect(decide(called, facts(found, false))).toEqual({ do: 'done', result: 'verified as it was found' })
    expect(decide(called, facts({ ...found, level: 'fullyAutomated' }, false)).do).toBe('wait')
  })

  it('R1 R8 what needs a majority is put back once its platform has one, whichever of its hosts is still missing', () => {
    const majority = (unhealthy: readonly string[]) => ({ ...facts(manual, true, unhealthy), needsMajority: true })
    expect(decide(step('restore'), majority(['the cluster has no quorum']), ['h1']).do).toBe('wait')
    expect(decide(step('restore'), majority([]), ['h1'])).toEqual({ do: 'call', action: 'restore' })
  })

  it('A4 R8 while it changes nothing is concluded: it is neither as found nor armed by others', () => {
    const changing = (setting: SafeguardSetting) => ({ ...facts(setting, false, ['it is changing']), isChanging: true })
    for (const setting of [found, { kind: 'vsphere-drs', level: 'fullyAutomated', overrides: true } as const]) {
      expect(decide(step('restore'), changing(setting)).do).toBe('wait')
      expect(decide(step('restore', { attempts: [attempt({ action: 'restore' })] }), changing(setting)).do).toBe('wait')
    }
  })

  it('R8 what was kept back for longer than its limit is put back in the moment in which it may be', () => {
    const held = step('restore', { startedAtMs: 0, limitSeconds: 600 })
    expect(decide(held, facts(manual, true, ['quorum is lost']), [], 11 * 60_000).do).toBe('wait')
    expect(decide(held, facts(manual, true), [], 11 * 60_000)).toEqual({ do: 'call', action: 'restore' })
  })

  it('R8 D10 it is not put back under hosts that are going down', () => {
    const sight = { kind: 'safeguard' as const, safeguard: facts(manual, true), hostsNotUp: [], goingDown: ['h1'] }
    expect(whyHeld({ action: 'restore' }, sight)).toContain('h1 is being taken down')
    expect(whyHeld({ action: 'disarm' }, sight)).toBeNull()
  })

  it('R8 A9 one that only its dead host could tell of is held by that host, not silent for good, and never called nor given up', () => {
    const sight = { kind: 'safeguard', safeguard: null, unseen: 'no route to host', hostsNotUp: ['h1'] } as const
    expect(whyHeld({ action: 'restore' }, sight)).toContain('h1 is not up')
    const held = step('restore', { startedAtMs: 0, limitSeconds: 600 })
    const targets = { targetHostNativeId: null, emulatedMaintenance: false }
    const verdict = decideStep({ step: held, sight, targets, taskFailed: null, mayEscalate: true, nowMs: 60 * 60_000 })
    expect(verdict).toEqual({ do: 'wait', why: whyHeld({ action: 'restore' }, sight) })
  })

  it('R8 what somebody has armed otherwise meanwhile is left so', () => {
    const theirs: SafeguardSetting = { kind: 'vsphere-drs', level: 'fullyAutomated', overrides: true }
    const verdict = decide(step('restore'), facts(theirs, false))
    expect(verdict.do === 'done' ? readRunSentence(verdict.result)?.name : verdict.do).toBe('armedByOthers')
  })

  it('D3 A3 hosts that are to go do not wait for long for a manager that does not answer', () => {
    const mute = (nowMs: number, patch: Partial<Step> = {}) =>
      decideStep({
        step: step('disarm', { startedAtMs: 0, limitSeconds: 90, ...patch }),
        sight: { kind: 'silent', message: 'no answer' },
        targets: { targetHostNativeId: null, emulatedMaintenance: false },
        taskFailed: null,
        mayEscalate: true,
        nowMs,
      }).do
    expect(mute(14_999)).toBe('wait')
    expect(mute(15_000)).toBe('fail')
    expect(mute(15_000, { attempts: [attempt({ outcome: 'failed' })] })).toBe('fail')
    // What it has heard goes on: half set aside would be worse than a few seconds.
    expect(mute(89_999, { attempts: [attempt()] })).toBe('wait')
    expect(mute(90_000, { attempts: [attempt()] })).toBe('fail')
    expect(decide(step('disarm', { startedAtMs: 0, limitSeconds: 90 }), facts(found, false), [], 16_000).do).toBe('call')
  })

  it('A1 D10 the time in which no engine was there is not its manager’s silence: hosts do not go without it for that', () => {
    const mute = (silentMs: number, nowMs = 20_000) =>
      decideStep({
        step: step('disarm', { startedAtMs: 0, limitSeconds: 90 }),
        sight: { kind: 'silent', message: 'signing in' },
        targets: { targetHostNativeId: null, emulatedMaintenance: false },
        taskFailed: null,
        mayEscalate: true,
        silentMs,
        nowMs,
      }).do
    expect([mute(0), mute(14_999)]).toEqual(['wait', 'wait'])
    expect(mute(15_000)).toBe('fail')
    expect(mute(0, 90_000)).toBe('fail')
  })

  it('A3 one that its manager no longer knows fails', () => {
    expect(decide(step('restore'), null).do).toBe('fail')
  })

  it('A1 in doubt whether the call arrived it is looked at first', () => {
    const lost = step('disarm', { attempts: [attempt({ outcome: 'unknown', message: 'no answer' })] })
    expect(decide(lost, facts(found, false), [], 1_000).do).toBe('wait')
    expect(decide(lost, facts(found, false), [], 20_000)).toEqual({ do: 'call', action: 'disarm' })
  })
})

describe('deciding about the autostart of a host', () => {
  const starting = (...names: string[]) => ({
    kind: 'autostart' as const,
    vms: names.map((name) => ({ nativeId: name, name, how: { startOrder: '1' } })),
  })
  const given = (action: 'disarm' | 'restore', attempts: readonly StepAttempt[] = []) =>
    step(action, {
      attempts,
      safeguard: {
        managerId: managerIdSchema.parse('m'),
        nativeId: 'autostart h1',
        found: starting('web', 'db'),
        isKept: false,
        sparedVms: ['console'],
        hostIds: [hostIdSchema.parse('m:h1')],
      },
    })
  const seen = (...names: string[]) => facts(starting(...names), names.length === 0)
  const called = (action: 'disarm' | 'restore') => given(action, [attempt({ action })])

  it('D10 D5 A4 it is set aside once none of its VMs starts, whatever is spared', () => {
    expect(decide(given('disarm'), seen('web', 'db', 'console'))).toEqual({ do: 'call', action: 'disarm' })
    expect(decide(called('disarm'), seen('db', 'console')).do).toBe('wait')
    expect(decide(called('disarm'), seen('console'))).toEqual({ do: 'done', result: 'verified set aside' })
  })

  it('D5 D10 one that the operation stands on since is not waited for to be silent, and is put back all the same', () => {
    const kept = (action: 'disarm' | 'restore'): Step => {
      const made = called(action)
      return made.safeguard === undefined ? made : { ...made, safeguard: { ...made.safeguard, sparedVms: ['db'] } }
    }
    expect(decide(kept('disarm'), seen('web', 'db')).do).toBe('wait')
    expect(decide(kept('disarm'), seen('db'))).toEqual({ do: 'done', result: 'verified set aside' })
    expect(decide(kept('restore'), seen('web')).do).toBe('wait')
    expect(decide(kept('restore'), seen('web', 'db'))).toEqual({ do: 'done', result: 'verified as it was found' })
  })

  it('R8 A4 it is put back once each of them starts as it was found, whatever else starts besides', () => {
    expect(decide(given('restore'), seen('console'))).toEqual({ do: 'call', action: 'restore' })
    expect(decide(given('restore'), seen('web', 'console'))).toEqual({ do: 'call', action: 'restore' })
    expect(decide(called('restore'), seen('web', 'console')).do).toBe('wait')
    expect(decide(called('restore'), seen('web', 'db', 'console'))).toEqual({ do: 'done', result: 'verified as it was found' })
  })

  it('R8 what its platform makes of order and delays is told, not fought for; until it was told how it was, it is told', () => {
    const renumbered = facts(
      { kind: 'autostart', vms: starting('web', 'db').vms.map((vm, at) => ({ ...vm, how: { startOrder: String(at + 1) } })) },
      false,
    )
    expect(decide(given('restore'), renumbered)).toEqual({ do: 'call', action: 'restore' })
    const refused = given('restore', [attempt({ action: 'restore', outcome: 'refused', message: 'no' })])
    expect(decide(refused, renumbered).do).not.toBe('done')
    const told = safeguardReached(called('restore'), { kind: 'safeguard', safeguard: renumbered, hostsNotUp: [] })
    expect(readRunSentence(told ?? '')).toEqual({
      name: 'restoredOtherwise',
      values: { details: 'db: startOrder 2, not 1' },
    })
  })

  it('R8 VMs that were removed are not waited for', () => {
    const sight = { kind: 'safeguard' as const, safeguard: seen('web'), hostsNotUp: [], removedVms: ['db'] }
    expect(safeguardReached(called('restore'), sight)).toBe('verified as it was found')
    expect(safeguardReached(called('restore'), { ...sight, removedVms: [] })).toBeNull()
  })

  it('R8 A4 one that does not start on the host where it is now is named, and not called as it was found', () => {
    const sight = { kind: 'safeguard' as const, safeguard: seen('web'), hostsNotUp: [], elsewhereVms: ['web', 'db'] }
    const told = safeguardReached(called('restore'), sight)
    expect(told).toBe('put back, but not for db: on another host now')
    expect(readRunSentence(told ?? '')).toEqual({ name: 'restoredNotElsewhere', values: { names: 'db' } })
    expect(safeguardReached(called('restore'), { ...sight, safeguard: seen('web', 'db') })).toBe('verified as it was found')
    const both = { ...facts({ kind: 'autostart', vms: [{ nativeId: 'web', name: 'web', how: { startOrder: '7' } }] }, false) }
    expect(readRunSentence(safeguardReached(called('restore'), { ...sight, safeguard: both }) ?? '')).toEqual({
      name: 'restoredNeither',
      values: { names: 'db', details: 'web: startOrder 7, not 1' },
    })
  })
})
