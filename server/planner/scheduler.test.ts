import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScheduler, type Task } from './scheduler'

interface Begun {
  readonly order: number
  readonly startSeconds: number
}

/** The same rule, looked at anew from the first task for each start. */
const plainly = (tasks: readonly Task[]): readonly Begun[] => {
  const begun: Begun[] = []
  const ended = new Set<number>()
  const limits = new Map(tasks.flatMap(({ slots }) => slots.map(({ key, limit }): [string, number] => [key, Math.max(1, limit)])))
  const secondsOf = (order: number): number => tasks.find((task) => task.order === order)?.seconds ?? 0
  for (let now = 0; ;) {
    const isOn = ({ order }: Begun): boolean => !ended.has(order)
    const taken = (key: string): number =>
      begun
        .filter(isOn)
        .filter(({ order }) => tasks.some((task) => task.order === order && task.slots.some((slot) => slot.key === key))).length
    const next = tasks.find(
      ({ order, slots, after }) =>
        !begun.some((each) => each.order === order) &&
        after.every((before) => ended.has(before)) &&
        slots.every(({ key }) => taken(key) < (limits.get(key) ?? 1)),
    )
    if (next !== undefined) {
      begun.push({ order: next.order, startSeconds: now })
      continue
    }
    const ends = begun.filter(isOn).map(({ order, startSeconds }) => startSeconds + secondsOf(order))
    if (ends.length === 0) return begun
    now = Math.min(...ends)
    for (const { order, startSeconds } of begun) if (startSeconds + secondsOf(order) <= now) ended.add(order)
  }
}

const scheduled = (tasks: readonly Task[]): readonly Begun[] => {
  const scheduler = createScheduler()
  for (const task of tasks) scheduler.add(task)
  const begun: Begun[] = []
  scheduler.startReady(0)
  for (let ended = scheduler.endNext(); ended !== null; ended = scheduler.endNext()) {
    begun.push({ order: ended.order, startSeconds: ended.startSeconds })
    if (scheduler.nextEndSeconds() > ended.endSeconds) scheduler.startReady(ended.endSeconds)
  }
  return begun
}

const byOrder = (begun: readonly Begun[]): readonly Begun[] => begun.toSorted((one, other) => one.order - other.order)

const LIMITS: Readonly<Record<string, number>> = { calls: 3, a: 1, b: 2, c: 1 }

const taskSet = fc
  .array(
    fc.record({
      seconds: fc.integer({ min: 1, max: 9 }),
      keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'calls'), { maxLength: 3 }),
      after: fc.array(fc.nat(20), { maxLength: 2 }),
    }),
    { maxLength: 20 },
  )
  .map((drawn) =>
    drawn.map(({ seconds, keys, after }, order): Task => ({
      order,
      seconds,
      slots: keys.map((key) => ({ key, limit: LIMITS[key] ?? 1 })),
      after: after.filter((before) => before < order),
    })),
  )

describe('scheduler', () => {
  it('A7 starts what could start, in the order of issue, whatever waits for other slots', () => {
    fc.assert(
      fc.property(taskSet, (tasks) => {
        expect(byOrder(scheduled(tasks))).toEqual(byOrder(plainly(tasks)))
      }),
      { numRuns: 1_000 },
    )
  })

  it('starts what is added later, and what comes before others in a queue that waits', () => {
    const scheduler = createScheduler()
    const one = [{ key: 'a', limit: 1 }]
    scheduler.add({ order: 1, seconds: 5, slots: one, after: [] })
    scheduler.add({ order: 3, seconds: 1, slots: one, after: [] })
    scheduler.startReady(0)
    scheduler.add({ order: 2, seconds: 1, slots: one, after: [] })
    scheduler.startReady(1)
    const begun: Begun[] = []
    for (let ended = scheduler.endNext(); ended !== null; ended = scheduler.endNext()) {
      begun.push({ order: ended.order, startSeconds: ended.startSeconds })
      scheduler.startReady(ended.endSeconds)
    }
    expect(begun).toEqual([
      { order: 1, startSeconds: 0 },
      { order: 2, startSeconds: 5 },
      { order: 3, startSeconds: 6 },
    ])
  })
})
