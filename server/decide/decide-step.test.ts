import { describe, expect, it } from 'vitest'
import { hostIdSchema } from '../domain/ids'
import type { Step, StepAttempt } from '../domain/run'
import { vmSeen, vmStep } from '../testing/run-samples'
import { host, hostId } from '../testing/world-samples'
import { decideStep, type StepSight } from './decide-step'

const targets = { targetHostNativeId: 'h2', emulatedMaintenance: false }
const seen = (patch: Parameters<typeof vmSeen>[1] = {}): StepSight => ({ kind: 'vm', vm: vmSeen('a', patch) })
const attempt = (patch: Partial<StepAttempt> = {}): StepAttempt => ({
  action: 'shutdown',
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
  ...patch,
})
const decide = (
  step: Parameters<typeof decideStep>[0]['step'],
  sight: StepSight,
  nowMs = 1_000,
  taskFailed: string | null = null,
  mayEscalate = true,
) => decideStep({ step, sight, targets, taskFailed, mayEscalate, nowMs })

describe('decide step', () => {
  it('A2 what is so already is done without a call', () => {
    expect(decide(vmStep('a'), seen({ power: 'off' }))).toEqual({ do: 'done', result: 'verified off' })
  })

  it('A4 an accepted call is not done: it waits until the manager shows it', () => {
    expect(decide(vmStep('a'), seen())).toEqual({ do: 'call', action: 'shutdown' })
    expect(decide(vmStep('a', { attempts: [attempt()] }), seen()).do).toBe('wait')
  })

  describe('a guest that may not hear its power button yet', () => {
    const button = { ...targets, shutdownPressesButton: true }
    const judge = (attempts: readonly StepAttempt[], nowMs: number, more: Partial<Parameters<typeof decideStep>[0]> = {}) =>
      decideStep({
        step: vmStep('a', { limitSeconds: 120, attempts }),
        sight: seen({ guestTools: 'not-installed' }),
        targets: button,
        taskFailed: null,
        mayEscalate: true,
        nowMs,
        ...more,
      })
    const pressed = attempt()
    const again = attempt({ startedAtMs: 30_000 })

    it('D3 A2 is pressed again each half minute until it is off', () => {
      expect(judge([pressed], 29_999).do).toBe('wait')
      expect(judge([pressed], 30_000)).toEqual({ do: 'call', action: 'shutdown' })
      expect(judge([pressed, again], 59_999).do).toBe('wait')
      expect(judge([pressed, again], 60_000)).toEqual({ do: 'call', action: 'shutdown' })
      expect(judge([pressed, again], 31_000, { sight: seen({ power: 'off' }) }).do).toBe('done')
    })

    it('D3 has its limit from the first time on, however often it is pressed', () => {
      const presses = [0, 30_000, 60_000, 90_000].map((startedAtMs) => attempt({ startedAtMs }))
      expect(judge(presses, 119_999).do).toBe('wait')
      expect(judge(presses, 120_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
      const held = [attempt({ whileLocked: true }), ...presses.slice(1)]
      expect(judge(held, 120_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
    })

    it('D3 is not forced for what a later press is answered: it was asked, and may be on its way', () => {
      const refused = attempt({ startedAtMs: 30_000, outcome: 'refused', message: 'no', endedAtMs: 30_500 })
      expect(judge([pressed, refused], 31_000).do).toBe('wait')
      expect(judge([pressed, refused], 60_000)).toEqual({ do: 'call', action: 'shutdown' })
      const first = attempt({ outcome: 'refused', message: 'no', endedAtMs: 500 })
      expect(judge([first], 1_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
    })

    it.each<[string, Partial<Parameters<typeof decideStep>[0]>]>([
      ['an agent in it was asked, which has heard', { sight: seen({ guestTools: 'running' }) }],
      ['something holds its VM', { sight: seen({ guestTools: 'not-installed', lockedBy: 'backup' }) }],
      ['it is paused', { sight: seen({ guestTools: 'not-installed', power: 'paused' }) }],
      ['its manager is silent', { sight: { kind: 'silent', message: 'timeout' } }],
      ['its platform asks in another way', { targets }],
      ['the mains are back (R1)', { mayEscalate: false }],
      ['it is being switched off by force', { step: vmStep('a', { attempts: [attempt({ action: 'power-off' })] }) }],
    ])('D3 A2 nothing is pressed again where %s', (_, more) => {
      expect(judge([pressed], 45_000, more).do).toBe('wait')
    })
  })

  it('A4 a move is done only on its target with its MACs unchanged and no lock', () => {
    const move = vmStep('a', { action: 'migrate', attempts: [attempt({ action: 'migrate' })] })
    expect(decide(move, seen({ hostNativeId: 'h2' })).do).toBe('done')
    expect(decide(move, seen({ hostNativeId: 'h1' })).do).toBe('wait')
    expect(decide(move, seen({ hostNativeId: 'h2', macs: ['02:00:00:00:00:99'] })).do).toBe('wait')
    expect(decide(move, seen({ hostNativeId: 'h2', macs: ['02:00:00:00:00:99'] }), 600_000).do).toBe('wait')
    expect(decide(move, seen({ hostNativeId: 'h2', lockedBy: 'migrate' })).do).toBe('wait')
  })

  it('A3 a step past its limit gives way to its fallback, and the fallback gets its own limit', () => {
    const stuck = vmStep('a', { attempts: [attempt()] })
    expect(decide(stuck, seen(), 60_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
    const falling = vmStep('a', {
      attempts: [attempt({ outcome: 'deadline' }), attempt({ action: 'power-off', startedAtMs: 60_000 })],
    })
    expect(decide(falling, seen(), 61_000).do).toBe('wait')
    expect(decide(falling, seen(), 120_000).do).toBe('fail')
  })

  it('A3 a refusal gives way to the fallback at once; without a fallback it is tried again within the limit', () => {
    const refused = [attempt({ outcome: 'refused', message: 'no tools', endedAtMs: 500 })]
    expect(decide(vmStep('a', { attempts: refused }), seen())).toMatchObject({ do: 'fall-back', action: 'power-off' })
    const left = vmStep('a', { fallback: 'leave', attempts: refused })
    expect(decide(left, seen(), 1_000).do).toBe('wait')
    expect(decide(left, seen(), 5_500)).toEqual({ do: 'call', action: 'shutdown' })
    expect(decide(left, seen(), 60_000).do).toBe('fail')
  })

  it('A9 a manager that does not answer is waited for, and a call that never arrived is made again', () => {
    expect(decide(vmStep('a'), { kind: 'silent', message: 'timeout' }).do).toBe('wait')
    const lost = vmStep('a', { attempts: [attempt({ outcome: 'failed', message: 'unreachable', endedAtMs: 100 })] })
    expect(decide(lost, seen(), 200).do).toBe('wait')
    expect(decide(lost, seen(), 5_200)).toEqual({ do: 'call', action: 'shutdown' })
  })

  it('A1 an intent without an answer is watched first, and repeated only when nothing came of it', () => {
    const open = vmStep('a', { attempts: [attempt({ message: null })] })
    expect(decide(open, seen(), 1_000).do).toBe('wait')
    expect(decide(open, seen({ power: 'off' }), 1_000).do).toBe('done')
    expect(decide(open, seen(), 15_000)).toEqual({ do: 'call', action: 'shutdown' })
    expect(decide(open, seen({ lockedBy: 'shutdown' }), 15_000).do).toBe('wait')
  })

  it('A2 R1 an act in several parts is called again until it is so, and no more once mains are back', () => {
    const host1 = { ...host('h1'), inMaintenance: true }
    const sight: StepSight = { kind: 'host', host: host1, runningVmNames: [], downForMs: null }
    const off = vmStep('a', {
      object: { kind: 'host', id: hostId('h1'), name: 'h1' },
      action: 'shutdown-host',
      limitSeconds: 600,
      attempts: [attempt({ action: 'shutdown-host', message: 'accepted in part' })],
    })
    expect(decide(off, sight, 1_000).do).toBe('wait')
    expect(decide(off, sight, 5_000)).toEqual({ do: 'call', action: 'shutdown-host' })
    expect(decide(off, sight, 5_000, null, false).do).toBe('fail')
  })

  it('A5 a host is off only after it was disconnected for 30 s', () => {
    const step = {
      ...vmStep('a'),
      object: { kind: 'host' as const, id: hostIdSchema.parse('h1'), name: 'h1' },
      action: 'shutdown-host' as const,
    }
    const sight = (downForMs: number | null): StepSight => ({ kind: 'host', host: null, runningVmNames: [], downForMs })
    const called = { ...step, limitSeconds: 600, attempts: [attempt({ action: 'shutdown-host' })] }
    expect(decide(called, sight(null)).do).toBe('wait')
    expect(decide(called, sight(29_999)).do).toBe('wait')
    expect(decide(called, sight(30_000)).do).toBe('done')
  })

  it.each([
    ['off', 'unknown', null, 'verified off by its BMC'],
    ['off', 'down', 0, 'verified off by its BMC'],
    ['off', 'up', null, null],
    ['on', 'down', 600_000, null],
    ['unknown', 'down', 29_999, null],
    ['unknown', 'down', 30_000, 'disconnected for 30 s, while its BMC does not answer'],
  ] as const)('A5 a host whose BMC says %s, %s to its manager for %s ms: %s', (bmc, connection, downForMs, result) => {
    const step = vmStep('a', {
      object: { kind: 'host', id: hostId('h1'), name: 'h1' },
      action: 'shutdown-host',
      limitSeconds: 3_600,
      attempts: [attempt({ action: 'shutdown-host' })],
    })
    const sight: StepSight = { kind: 'host', host: host('h1', { connection }), runningVmNames: [], downForMs, bmc }
    const verdict = decide(step, sight)
    if (result === null) expect(verdict.do).toBe('wait')
    else expect(verdict).toEqual({ do: 'done', result })
  })

  it('A1 A4 R1 a host whose end nobody saw was off if it has booted since, which is its end once mains are back', () => {
    const called = vmStep('a', {
      object: { kind: 'host', id: hostId('h1'), name: 'h1' },
      action: 'shutdown-host',
      limitSeconds: 600,
      attempts: [attempt({ action: 'shutdown-host' })],
      bootedBeforeMs: 0,
    })
    const up = (bootedAtMs: number | null): StepSight => ({
      kind: 'host',
      host: { ...host('h1'), bootedAtMs },
      runningVmNames: [],
      downForMs: null,
    })
    const afterwards = (step: Step, sight: StepSight) => decide(step, sight, 120_000, null, false)
    expect(afterwards(called, up(90_000))).toEqual({ do: 'done', result: 'verified booted anew since: it was off' })
    // Clocks are set, and some hosts tell no boot time.
    for (const sight of [up(20_000), up(null)]) expect(afterwards(called, sight).do).toBe('wait')
    expect(afterwards({ ...called, attempts: [] }, up(90_000)).do).toBe('fail')
    expect(afterwards({ ...called, bootedBeforeMs: undefined }, up(90_000)).do).toBe('wait')
    expect(decide(called, up(90_000), 120_000).do).toBe('wait')
  })

  it('A5 a host on which a VM still runs is not shut down, whatever ended before', () => {
    const step = {
      ...vmStep('a'),
      object: { kind: 'host' as const, id: hostIdSchema.parse('h1'), name: 'h1' },
      action: 'shutdown-host' as const,
    }
    const occupied: StepSight = { kind: 'host', host: null, runningVmNames: ['db'], downForMs: null }
    expect(decide(step, occupied)).toEqual({ do: 'wait', why: 'still running on it: db' })
    expect(decide(step, { ...occupied, runningVmNames: [] })).toEqual({ do: 'call', action: 'shutdown-host' })
    expect(decide(step, occupied, 60_000).do).toBe('fail')
  })

  it('R5 a host that was put into maintenance meanwhile is not powered on', () => {
    const wake = { ...vmStep('a'), object: { kind: 'host' as const, id: hostId('h1'), name: 'h1' }, direction: 'up' as const }
    const sight = (inMaintenance: boolean): StepSight => ({
      kind: 'host',
      host: host('h1', { connection: 'down', inMaintenance }),
      runningVmNames: [],
      downForMs: 90_000,
    })
    const step = { ...wake, action: 'power-on-host' as const }
    expect(decide(step, sight(false))).toEqual({ do: 'call', action: 'power-on-host' })
    expect(decide(step, sight(true))).toEqual({ do: 'fail', why: 'it is in maintenance: a technician may be inside (R5)' })
  })

  it('A3 A7 a copy of disks that was refused or has failed ends its step: nothing is copied anew by itself', () => {
    const copy = (patch: Partial<StepAttempt>) =>
      vmStep('a', {
        action: 'migrate',
        fallback: 'leave',
        limitSeconds: 36_000,
        storage: { datastoreNativeId: 'h2/local', datastoreName: 'local', gibibytes: 80 },
        attempts: [attempt({ action: 'migrate', ...patch })],
      })
    const refused = copy({ outcome: 'refused', message: 'no room', endedAtMs: 500 })
    for (const nowMs of [1_000, 600_000]) {
      expect(decide(refused, seen(), nowMs)).toEqual({ do: 'fail', why: 'no room' })
      expect(decide(copy({ task: 't' }), seen(), nowMs, 'the disk is full')).toEqual({ do: 'fail', why: 'the disk is full' })
    }
    // Whether it began is not known: it is not begun a second time.
    expect(decide(copy({ outcome: 'unknown' }), seen(), 60_000)).toEqual({
      do: 'fail',
      why: 'whether its call arrived is not known',
    })
    // A9: what certainly never arrived has copied nothing.
    expect(decide(copy({ outcome: 'failed', message: 'no answer', endedAtMs: 500 }), seen(), 60_000).do).toBe('call')
  })

  it('A3 A6 what waits for another step’s move to end is not called before; its limit begins when its work does', () => {
    const waiting = { step: vmStep('a'), sight: seen({ lockedBy: 'migrate' }), targets, taskFailed: null, mayEscalate: true }
    const waitsFor = { why: 'the disks of a are still being copied', isBounded: true, alsoSilent: false }
    for (const nowMs of [1_000, 30_000, 59_999])
      expect(decideStep({ ...waiting, waitsFor, nowMs })).toEqual({ do: 'wait', why: waitsFor.why })
    // However late, its guest is asked first, and then has all its time (D3).
    expect(decideStep({ ...waiting, waitsFor: null, nowMs: 600_000 })).toEqual({ do: 'call', action: 'shutdown' })
    const asked = { ...waiting, step: vmStep('a', { attempts: [attempt({ startedAtMs: 600_000 })] }), sight: seen() }
    expect(decideStep({ ...asked, nowMs: 659_999 }).do).toBe('wait')
    expect(decideStep({ ...asked, nowMs: 660_000 })).toMatchObject({ do: 'fall-back', action: 'power-off' })
    // Seen to be so already, nothing is waited for; with mains back nothing is called any more (R1).
    expect(decideStep({ ...waiting, waitsFor, sight: seen({ power: 'off' }), nowMs: 1_000 }).do).toBe('done')
    expect(decideStep({ ...waiting, waitsFor, mayEscalate: false, nowMs: 1_000 }).do).toBe('fail')
  })

  it('D3 K1 force ends the wait for a move only where the guest’s time does not fit above the reserve any more, with the numbers', () => {
    const waitsFor = { why: 'the disks of a are still being copied', isBounded: true, alsoSilent: false }
    const left = (leftSeconds: number | null, step = vmStep('a'), isBounded = true) =>
      decideStep({
        step,
        sight: seen({ lockedBy: 'migrate' }),
        targets,
        taskFailed: null,
        mayEscalate: true,
        waitsFor: { ...waitsFor, isBounded },
        leftSeconds,
        nowMs: 1_000,
      })
    expect(left(null).do).toBe('wait')
    expect(left(30).do).toBe('call')
    expect(left(29.4)).toEqual({
      do: 'fall-back',
      action: 'power-off',
      why: 'the disks of a are still being copied; 29 s of battery are left above the reserve, and its shutdown needs 30 s',
      time: { leftSeconds: 29.4, needSeconds: 30 },
    })
    // A guest that is quicker needs less; a move needs all its limit; what may not be forced, or has no force, waits on.
    expect(left(9, vmStep('a', { limitSeconds: 9 })).do).toBe('call')
    expect(left(59, vmStep('a', { action: 'migrate', fallback: 'shutdown' }))).toMatchObject({ action: 'shutdown' })
    // What has no force is asked, however late.
    expect(left(0, vmStep('a', { fallback: 'leave' })).do).toBe('call')
    expect(left(0, vmStep('a', { action: 'migrate', fallback: 'leave' })).do).toBe('wait')
    expect(left(-50, vmStep('a'), false).do).toBe('wait')
  })

  it('D3 A3 a move that is neither cancelled nor ends keeps its guest from being asked no longer than the limit, or than what it may take still fits', () => {
    const isBounded = { why: 'web is still being moved', isBounded: true, alsoSilent: false }
    const at = (nowMs: number, leftSeconds: number | null, more: Partial<Parameters<typeof decideStep>[0]> = {}) =>
      decideStep({
        step: vmStep('a'),
        sight: seen({ lockedBy: 'migrate' }),
        targets,
        taskFailed: null,
        mayEscalate: true,
        waitsFor: isBounded,
        leftSeconds,
        nowMs,
        ...more,
      })
    expect(at(59_999, null)).toEqual({ do: 'wait', why: isBounded.why })
    expect(at(60_000, null)).toEqual({ do: 'call', action: 'shutdown' })
    expect(at(1_000, 61)).toEqual({ do: 'wait', why: isBounded.why })
    expect(at(1_000, 60)).toEqual({ do: 'call', action: 'shutdown' })
    const saves = vmStep('a', { action: 'save-state', fallback: 'shutdown' })
    expect(at(60_000, null, { step: saves })).toEqual({ do: 'call', action: 'save-state' })
    // Neither end of a move is switched off under it, however long that takes (A5), and nothing is moved that is being moved.
    const off = { object: { kind: 'host', id: hostId('h1'), name: 'h1' }, action: 'shutdown-host', fallback: 'leave' } as const
    const onHost = {
      step: vmStep('a', off),
      sight: { kind: 'host', host: host('h1'), runningVmNames: [], downForMs: null },
    } as const
    for (const more of [onHost, { step: vmStep('a', { action: 'migrate', fallback: 'shutdown' }) }])
      expect(at(600_000, null, more)).toEqual({ do: 'wait', why: isBounded.why })
    // What the operation stands on waits for all else, whatever is left (D5).
    expect(at(600_000, 10, { waitsFor: { ...isBounded, isBounded: false } }).do).toBe('wait')
  })

  it('D3 a refusal while something held its VM is no word of the guest, also once it is free: it is asked again, for two limits', () => {
    const no = attempt({ outcome: 'refused', message: 'not now', endedAtMs: 500, whileLocked: true })
    for (const action of ['shutdown', 'save-state'] as const) {
      const refused = vmStep('a', { action, attempts: [{ ...no, action }] })
      expect(decide(refused, seen(), 1_000)).toEqual({ do: 'wait', why: 'not now' })
      for (const nowMs of [5_500, 119_999]) expect(decide(refused, seen(), nowMs)).toEqual({ do: 'call', action })
      expect(decide(refused, seen(), 120_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
    }
  })

  it('D3 once it was really asked, a guest has all its time, however often that was refused before while something held its VM', () => {
    const no = attempt({ outcome: 'refused', message: 'not now', endedAtMs: 500, whileLocked: true })
    const heard = attempt({ startedAtMs: 110_000, message: 'accepted' })
    for (const last of [heard, { ...heard, whileLocked: true as const }]) {
      const step = vmStep('a', { attempts: [no, { ...no, startedAtMs: 60_000 }, last] })
      expect(decide(step, seen(), 169_999).do).toBe('wait')
      expect(decide(step, seen(), 170_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
      // A task that ends badly has not reached it either.
      const isAsked = last === heard
      expect(decide(step, seen(), 116_000, 'locked (migrate)').do).toBe(isAsked ? 'fall-back' : 'call')
    }
  })

  it('D3 a guest whose tools do not run yet is asked again each half minute until they do, and at once when they do, and forced only once its limit is over', () => {
    const no = attempt({ outcome: 'refused', message: 'tools are not running', endedAtMs: 500, whileDeaf: true })
    const booting = seen({ guestTools: 'not-running' })
    const step = vmStep('a', { attempts: [no] })
    for (const nowMs of [1_000, 30_499])
      expect(decide(step, booting, nowMs)).toEqual({ do: 'wait', why: 'tools are not running' })
    expect(decide(step, seen({ guestTools: 'running' }), 5_500)).toEqual({ do: 'call', action: 'shutdown' })
    for (const nowMs of [30_500, 59_999]) expect(decide(step, booting, nowMs)).toEqual({ do: 'call', action: 'shutdown' })
    expect(decide(step, booting, 60_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
    // So it is where the platform takes the call, and its job fails.
    const failing = vmStep('a', { attempts: [attempt({ task: 'job', message: 'accepted', endedAtMs: 500, whileDeaf: true })] })
    expect(decide(failing, booting, 31_000, 'the guest does not answer')).toEqual({ do: 'call', action: 'shutdown' })
    // Once they run it has all its time, and a refusal then is its word.
    const heard = attempt({ startedAtMs: 50_000, message: 'accepted' })
    const asked = vmStep('a', { attempts: [no, heard] })
    expect(decide(asked, seen({ guestTools: 'running' }), 109_999).do).toBe('wait')
    expect(decide(asked, seen({ guestTools: 'running' }), 110_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
    const refused = vmStep('a', { attempts: [no, { ...heard, outcome: 'refused', message: 'no', endedAtMs: 50_500 }] })
    expect(decide(refused, seen({ guestTools: 'running' }), 51_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
  })

  it('D3 K1 a guest whose tools do not run is forced at once where what is left no longer fits its least grace', () => {
    const step = vmStep('a', {
      attempts: [attempt({ outcome: 'refused', message: 'no tools', endedAtMs: 500, whileDeaf: true })],
    })
    const sight = seen({ guestTools: 'not-running' })
    const left = (leftSeconds: number) =>
      decideStep({ step, sight, targets, taskFailed: null, mayEscalate: true, leftSeconds, nowMs: 5_500 }).do
    expect([left(30), left(29)]).toEqual(['wait', 'fall-back'])
  })

  it('D3 K1 while it is refused for what holds its VM, force is used once its time no longer fits, with the numbers', () => {
    const step = vmStep('a', {
      attempts: [attempt({ outcome: 'refused', message: 'not now', endedAtMs: 500, whileLocked: true })],
    })
    const left = (leftSeconds: number) =>
      decideStep({ step, sight: seen(), targets, taskFailed: null, mayEscalate: true, leftSeconds, nowMs: 5_500 })
    expect(left(30)).toEqual({ do: 'call', action: 'shutdown' })
    expect(left(29)).toMatchObject({ do: 'fall-back', action: 'power-off', time: { leftSeconds: 29, needSeconds: 30 } })
  })

  it('D5 what is kept back waits whether its manager answers or not, and its limit is not spent by it', () => {
    const given = { step: vmStep('a', { fallback: 'leave' }), targets, taskFailed: null, mayEscalate: true }
    const waitsFor = { why: 'the operation stands on it: it waits for db', isBounded: false, alsoSilent: true }
    const silent = { kind: 'silent', message: 'timeout' } as const
    for (const sight of [seen(), silent])
      expect(decideStep({ ...given, sight, waitsFor, nowMs: 900_000 })).toEqual({ do: 'wait', why: waitsFor.why })
    // Free since just now: a manager that is silent at this moment does not end it.
    expect(decideStep({ ...given, sight: silent, freeSinceMs: 890_000, nowMs: 900_000 }).do).toBe('wait')
    expect(decideStep({ ...given, sight: seen(), freeSinceMs: 890_000, nowMs: 900_000 })).toEqual({
      do: 'call',
      action: 'shutdown',
    })
    expect(decideStep({ ...given, sight: silent, freeSinceMs: 840_000, nowMs: 900_000 }).do).toBe('fail')
  })

  it('D3 A9 a guest whose manager was silent beyond its limit is asked once it answers, not forced; silent for twice that, it is given up', () => {
    const silent = { kind: 'silent', message: 'timeout' } as const
    expect(decide(vmStep('a'), silent, 60_000).do).toBe('wait')
    expect(decide(vmStep('a'), seen(), 90_000)).toEqual({ do: 'call', action: 'shutdown' })
    expect(decide(vmStep('a'), silent, 120_000)).toMatchObject({
      do: 'fail',
      why: 'shutdown did not end within its limit of 60 s',
    })
  })

  it('D3 a refusal for a lock says nothing of the guest: it is asked again until its time is over', () => {
    const refused = vmStep('a', { attempts: [attempt({ outcome: 'refused', message: 'locked (backup)', endedAtMs: 500 })] })
    const locked = seen({ lockedBy: 'backup' })
    expect(decide(refused, locked, 1_000).do).toBe('wait')
    expect(decide(refused, locked, 5_500)).toEqual({ do: 'call', action: 'shutdown' })
    expect(decide(refused, locked, 60_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
    expect(decide(refused, seen(), 1_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
  })

  it('A1 a repeated call that the first one’s lock refuses is not forced', () => {
    const repeated = [
      attempt({ message: null }),
      attempt({ startedAtMs: 15_000, outcome: 'refused', message: 'locked', endedAtMs: 15_100 }),
    ]
    const step = vmStep('a', { limitSeconds: 180, attempts: repeated })
    expect(decide(step, seen(), 27_000).do).toBe('wait')
    expect(decide(step, seen(), 180_000)).toMatchObject({ do: 'fall-back', action: 'power-off' })
  })

  it('A1 a host’s intent without an answer is repeated too', () => {
    const step = {
      ...vmStep('a', { limitSeconds: 600, direction: 'up', attempts: [attempt({ action: 'power-on-host', message: null })] }),
      object: { kind: 'host' as const, id: hostIdSchema.parse('h1'), name: 'h1' },
      action: 'power-on-host' as const,
    }
    expect(decide(step, { kind: 'host', host: null, runningVmNames: [], downForMs: null }, 15_000)).toEqual({
      do: 'call',
      action: 'power-on-host',
    })
  })

  it('D9 a VM found saved is never switched off', () => {
    expect(decide(vmStep('a', { action: 'power-off' }), seen({ power: 'saved' }))).toEqual({ do: 'done', result: 'found saved' })
  })

  it('R1 with mains back nothing more is called or forced on the way down', () => {
    expect(decide(vmStep('a'), seen(), 1_000, null, false).do).toBe('fail')
    const called = vmStep('a', { attempts: [attempt()] })
    expect(decide(called, seen(), 1_000, null, false).do).toBe('wait')
    expect(decide(called, seen({ power: 'off' }), 1_000, null, false).do).toBe('done')
    expect(decide(called, seen(), 60_000, null, false).do).toBe('fail')
    const lost = vmStep('a', { attempts: [attempt({ outcome: 'failed', message: 'unreachable', endedAtMs: 100 })] })
    expect(decide(lost, seen(), 9_000, null, false).do).toBe('fail')
  })

  it('R1 A9 R8 on the way up nothing fails before it was called, however long its manager was silent or it was kept back', () => {
    const start = vmStep('a', { action: 'start', direction: 'up', limitSeconds: 300, startedAtMs: 0 })
    expect(decide(start, seen({ power: 'off' }), 360_001)).toEqual({ do: 'call', action: 'start' })
    const home = vmStep('a', { action: 'migrate-home', direction: 'up', limitSeconds: 300, startedAtMs: 0 })
    expect(decide(home, seen({ hostNativeId: 'h1' }), 360_001).do).toBe('call')
  })

  it('R1 A2 on the way up only the time counts in which it was worked at', () => {
    const called = [attempt({ action: 'start' })]
    const start = vmStep('a', { action: 'start', direction: 'up', limitSeconds: 300, startedAtMs: 0, attempts: called })
    const given = { step: start, sight: seen({ power: 'off' }), targets, taskFailed: null, mayEscalate: true, nowMs: 900_000 }
    expect(decideStep({ ...given, workedMs: 10_000 }).do).toBe('wait')
    expect(decideStep({ ...given, workedMs: 300_000 }).do).toBe('fail')
    expect(decideStep(given).do).toBe('fail')
    // A3: what goes down has no such patience.
    const stop = vmStep('a', { attempts: [attempt()] })
    expect(decideStep({ ...given, step: stop, sight: seen(), workedMs: 0 }).do).toBe('fall-back')
  })

  it('A9 R4 on the way up a silent manager does not use up the limit', () => {
    const start = vmStep('a', { direction: 'up', action: 'start', fallback: 'leave', attempts: [attempt({ action: 'start' })] })
    expect(decide(start, { kind: 'silent', message: 'boots' }, 500_000).do).toBe('wait')
    expect(decide(start, seen({ power: 'off' }), 500_000).do).toBe('fail')
  })

  it('a VM that the manager no longer knows ends its step, named', () => {
    expect(decide(vmStep('a'), { kind: 'vm', vm: null })).toMatchObject({
      do: 'fail',
      why: 'the manager no longer knows this VM',
    })
  })
})
