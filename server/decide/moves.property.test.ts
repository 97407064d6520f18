import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACCEPTED, type CalledOff, type Step, type StepAttempt } from '../domain/run'
import { hostId, vmSeen, vmStep } from '../testing/run-samples'
import { CALL_OFF_WITHIN_MS, decideCalledOff, type MoveTask } from './decide-called-off'
import { decideStep, type StepSight } from './decide-step'
import { LEAST_GRACE_SECONDS } from '../domain/shedding'

const RUNS = { numRuns: 3_000 }
const timeMs = fc.integer({ min: 0, max: 2_000_000 })

const attempt: fc.Arbitrary<StepAttempt> = fc.record({
  action: fc.constant('migrate' as const),
  startedAtMs: timeMs,
  intentEntryId: fc.constant(1),
  task: fc.constantFrom('t', null),
  outcome: fc.constantFrom('open' as const, 'unknown' as const, 'failed' as const, 'refused' as const),
  message: fc.constantFrom(null, ACCEPTED),
  endedAtMs: fc.constant(null),
})
const sight: fc.Arbitrary<StepSight> = fc.oneof(
  fc.constant({ kind: 'silent' as const, message: 'no answer' }),
  fc.constant({ kind: 'vm' as const, vm: null }),
  fc
    .record({
      hostNativeId: fc.constantFrom('h1', 'h2', null),
      power: fc.constantFrom('on' as const, 'off' as const, 'saved' as const, 'paused' as const, 'unknown' as const),
      lockedBy: fc.constantFrom(null, 'migrate'),
    })
    .map((patch) => ({ kind: 'vm' as const, vm: vmSeen('web', patch) })),
)
const targets = { targetHostNativeId: 'h2', emulatedMaintenance: false }
const OFF: CalledOff = { atMs: 0, endsAs: 'cancelled', why: 'aborted by ann' }

/** The oracle: what an end may be said of, by what was seen alone. */
const isAtRest = (seen: StepSight, task: MoveTask | null): boolean =>
  seen.kind === 'vm' && seen.vm !== null && seen.vm.lockedBy === null && seen.vm.power !== 'unknown' && task !== 'running'

describe('moves, whatever is seen of them', () => {
  it('A1 A4 one that is called off ends as verified only where its VM is seen at rest, and as moved only where it is on its target', () => {
    fc.assert(
      fc.property(
        fc.array(attempt, { maxLength: 3 }),
        sight,
        fc.constantFrom<MoveTask | null>('running', 'succeeded', 'failed', 'gone', null),
        fc.option(fc.constant('this platform cannot'), { nil: undefined }),
        fc.boolean(),
        timeMs,
        timeMs,
        (attempts, seen, task, awaited, copies, heardMs, nowMs) => {
          const storage = { datastoreNativeId: 'd', datastoreName: 'd', gibibytes: 1 }
          const step: Step & { readonly calledOff: CalledOff } = {
            ...vmStep('web', { action: 'migrate', targetHostId: hostId('h2'), fallback: 'leave', limitSeconds: 900, attempts }),
            ...(copies ? { storage } : {}),
            calledOff: awaited === undefined ? OFF : { ...OFF, awaited },
          }
          const verdict = decideCalledOff({
            step,
            sight: seen,
            targets,
            task,
            arrival: null,
            heardMs,
            cancelledAtMs: null,
            nowMs,
          })
          const wasCalled = attempts.some(({ outcome }) => outcome === 'open' || outcome === 'unknown')
          if (verdict.do !== 'end') return
          if (!wasCalled) {
            expect(verdict.state).toBe('cancelled')
            return
          }
          if (seen.kind !== 'vm') throw new Error('ended although nothing was seen')
          if (!verdict.isVerified) {
            expect(heardMs).toBeGreaterThanOrEqual(CALL_OFF_WITHIN_MS)
            return
          }
          if (seen.vm === null) {
            expect(verdict.state).toBe('failed')
            return
          }
          const isThere = seen.vm.hostNativeId === 'h2'
          if (verdict.state === 'done') {
            expect(isThere).toBe(true)
            return
          }
          expect([isThere, isAtRest(seen, task)]).toEqual([false, true])
        },
      ),
      RUNS,
    )
  })

  it('D3 no guest is forced that was not asked, but where its time no longer fits above the reserve', () => {
    fc.assert(
      fc.property(
        sight,
        fc.constantFrom('power-off' as const, 'save-state' as const, 'leave' as const),
        fc.integer({ min: 5, max: 900 }),
        fc.option(fc.record({ why: fc.constant('x'), isBounded: fc.boolean(), alsoSilent: fc.boolean() }), { nil: null }),
        fc.option(fc.integer({ min: -300, max: 900 }), { nil: null }),
        fc.boolean(),
        timeMs,
        timeMs,
        (seen, fallback, limitSeconds, waitsFor, leftSeconds, mayEscalate, freeSinceMs, nowMs) => {
          const step = vmStep('web', { fallback, limitSeconds, startedAtMs: 0 })
          const verdict = decideStep({
            step,
            sight: seen,
            targets,
            taskFailed: null,
            mayEscalate,
            waitsFor,
            leftSeconds,
            freeSinceMs,
            nowMs,
          })
          if (verdict.do === 'call') {
            expect(verdict.action).toBe('shutdown')
            if (waitsFor === null) return
            // Nothing but a move in the way ends without being over.
            expect(waitsFor.isBounded || (seen.kind === 'silent' && !waitsFor.alsoSilent)).toBe(true)
            expect(Math.min(limitSeconds - nowMs / 1000, (leftSeconds ?? Infinity) - limitSeconds)).toBeLessThanOrEqual(0)
            return
          }
          if (verdict.do !== 'fall-back') return
          expect(waitsFor?.isBounded).toBe(true)
          expect(leftSeconds).not.toBeNull()
          expect(leftSeconds ?? Infinity).toBeLessThan(Math.min(limitSeconds, LEAST_GRACE_SECONDS))
          expect(verdict.time).toBeDefined()
        },
      ),
      RUNS,
    )
  })
})
