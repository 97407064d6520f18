import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckedStep as Step } from '../domain/checked-world'
import { type StepId, stepIdSchema } from '../domain/ids'
import { onVm, step } from '../testing/world-samples'
import { Waits } from './check-behind'

const id = (at: number): StepId => stepIdSchema.parse(`s${at}`)
const stepsOf = (afters: readonly (readonly number[])[]): readonly Step[] =>
  afters.map((after, at) => step(at, { object: onVm(`v${at}`), action: 'shutdown', after: after.map(id) }))
const byId = (steps: readonly Step[]) => new Map(steps.map((each) => [each.id, each]))

/** One way after the other, with nothing remembered. */
const plainly = (steps: readonly Step[], asked: Step): ReadonlySet<StepId> => {
  const known = byId(steps)
  const seen = new Set<StepId>()
  const follow = (from: Step): void => {
    for (const other of from.after) {
      const next = known.get(other)
      if (next === undefined || seen.has(other)) continue
      seen.add(other)
      follow(next)
    }
  }
  follow(asked)
  return seen
}

describe('what steps wait for', () => {
  it('D4 is for each what a plain walk finds, in whatever order it is asked, with circles and with steps that are not there', () => {
    const anyGraph = fc.array(fc.array(fc.nat(45), { maxLength: 3 }), { minLength: 1, maxLength: 40 })
    const seenCircles = new Set<boolean>()
    fc.assert(
      fc.property(anyGraph, fc.boolean(), (afters, isForwardOnly) => {
        const steps = stepsOf(isForwardOnly ? afters.map((after, at) => after.filter((other) => other < at)) : afters)
        const waits = new Waits(byId(steps))
        for (const each of [...steps].reverse()) {
          const expected = plainly(steps, each)
          const behind = waits.of(each)
          expect(steps.filter((other) => behind.has(other.id)).map((other) => other.id)).toEqual(
            steps.filter((other) => expected.has(other.id)).map((other) => other.id),
          )
          expect(waits.isInCircle(each)).toBe(expected.has(each.id))
          seenCircles.add(expected.has(each.id))
        }
        expect(waits.of(steps[0] as Step).has(id(99))).toBe(false)
      }),
    )
    expect([...seenCircles].sort()).toEqual([false, true])
  })

  it('is found through a chain of thousands', () => {
    const steps = stepsOf(Array.from({ length: 5_000 }, (_, at) => (at === 0 ? [] : [at - 1])))
    const waits = new Waits(byId(steps))
    const [first, last] = [steps[0] as Step, steps[4_999] as Step]
    expect(waits.of(last).has(first.id)).toBe(true)
    expect(waits.of(first).has(last.id)).toBe(false)
    expect(waits.isInCircle(last)).toBe(false)
  })
})
