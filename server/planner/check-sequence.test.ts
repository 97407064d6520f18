import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sequence, SequenceMove, SequenceProblem, SequenceStep } from '../domain/sequence'
import { unmetAtWorst } from './check-flow'
import { checkSequence } from './check-sequence'

const move = (vmId: string, fromHostId: string, toHostId: string, memoryMiB: number): SequenceMove => ({
  id: vmId,
  vmId,
  fromHostId,
  toHostId,
  memoryMiB,
  copiedMiB: memoryMiB,
  dirtyMiBPerSecond: null,
  linkIds: ['wire'],
  mbitPerSecond: 500,
  weight: 1,
  viaHostIds: ['c'],
})
const host = (id: string, memoryMiB: number, heldMiB: number, readyAtSeconds = 0) => ({
  id,
  memoryMiB,
  heldMiB,
  movesAtOnce: 2,
  readyAtSeconds,
})
/** Both hosts are full but for a little: y must leave a before x comes. */
const problem: SequenceProblem = {
  hosts: [host('a', 10, 8), host('b', 20, 8), host('c', 20, 0, 5)],
  links: [{ id: 'wire', mbitPerSecond: 1_000 }],
  moves: [move('x', 'b', 'a', 8), move('y', 'a', 'c', 8)],
  savableVmIds: [],
}
const step = (id: string, from: string, to: string, startSeconds: number, more: Partial<SequenceStep> = {}): SequenceStep => ({
  id,
  moveId: id,
  kind: 'live',
  fromHostId: from,
  toHostId: to,
  startSeconds,
  endSeconds: startSeconds + 10,
  afterIds: [],
  ...more,
})
const y = step('y', 'a', 'c', 5)
const x = step('x', 'b', 'a', 15, { afterIds: ['y'] })
const rules = (steps: readonly SequenceStep[], given = problem, unsolved: Sequence['unsolved'] = []) =>
  checkSequence(given, { steps, makespanSeconds: 25, boundSeconds: 0, unsolved }).map(({ rule }) => rule)

describe('the independent checker of an order', () => {
  it('D4 accepts one in which everything waits for the room that it takes', () => {
    expect(rules([y, x])).toEqual([])
  })

  it.each<[string, readonly SequenceStep[], string]>([
    ['comes before there is room', [y, { ...x, startSeconds: 6, endSeconds: 16, afterIds: [] }], 'memory'],
    ['comes in time by luck only', [y, { ...x, afterIds: [] }], 'memory'],
    ['starts before what it waits for has ended', [y, { ...x, startSeconds: 14 }], 'time'],
    ['waits for a step that does not exist', [y, { ...x, afterIds: ['y', 'z'] }], 'dependency-unknown'],
    ['waits for itself', [{ ...y, afterIds: ['x'] }, x], 'dependency-circle'],
    ['goes to a host that still boots', [{ ...y, startSeconds: 4, endSeconds: 14 }, x], 'not-ready'],
    ['is forgotten', [y], 'missing'],
    ['goes elsewhere', [{ ...y, toHostId: 'b' }, x], 'path'],
    ['is of no move', [y, x, step('z', 'a', 'b', 30)], 'unknown'],
    [
      'is saved, which is forbidden',
      [
        { ...y, id: 'y/1', kind: 'save' },
        step('y/2', 'a', 'c', 15, { moveId: 'y', kind: 'resume', afterIds: ['y/1'] }),
        { ...x, afterIds: ['y/1'] },
      ],
      'save-forbidden',
    ],
  ])('D4 refuses one in which a VM %s', (_what, steps, rule) => {
    expect(rules(steps)).toContain(rule)
  })

  it('A7 refuses more over a link, or at a host, than it carries at once, however the times would have it', () => {
    const moves = ['p', 'q', 'r'].map((id) => move(id, 'b', 'c', 1))
    const three: SequenceProblem = { ...problem, moves }
    const inTurn = [step('p', 'b', 'c', 5), step('q', 'b', 'c', 5), step('r', 'b', 'c', 15)]
    expect(new Set(rules(inTurn, three))).toEqual(new Set(['limit', 'link']))
    expect(rules([...inTurn.slice(0, 2), step('r', 'b', 'c', 15, { afterIds: ['p'] })], three)).toEqual([])
  })

  it('a move that is said to stay must not be made, nor be silently left out', () => {
    const why = [{ moveId: 'y', why: 'no room' }]
    expect(rules([], problem, [...why, { moveId: 'x', why: 'no room' }])).toEqual([])
    expect(rules([y, x], problem, why)).toContain('path')
    expect(rules([], problem, why)).toEqual(['missing'])
  })
})

describe('what is held at worst', () => {
  /** Over all sets of what has begun: what they take, less what must have ended before. */
  const byEnumeration = (count: number, amounts: readonly number[], after: readonly (readonly number[])[]): number => {
    const before = (at: number): ReadonlySet<number> => {
      const seen = new Set<number>()
      const open = [...(after[at] ?? [])]
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (!seen.has(next)) open.push(...(after[next] ?? []))
        seen.add(next)
      }
      return seen
    }
    let worst = 0
    for (let set = 0; set < 2 ** count; set += 1) {
      const begun = Array.from({ length: count }, (_, at) => at).filter((at) => (set >> at) % 2 === 1)
      const ended = new Set(begun.flatMap((at) => [...before(at)]))
      const held =
        begun.reduce((sum, at) => sum + (amounts[at] ?? 0), 0) - [...ended].reduce((sum, at) => sum + (amounts[at] ?? 0), 0)
      worst = Math.max(worst, held)
    }
    return worst
  }

  it('D4 is what all possible courses together say', () => {
    const steps = fc.array(fc.record({ amount: fc.integer({ min: 1, max: 9 }), waits: fc.array(fc.nat(8), { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 9,
    })
    fc.assert(
      fc.property(steps, (drawn) => {
        const after = drawn.map(({ waits }, at) => waits.filter((other) => other < at))
        const amounts = drawn.map(({ amount }) => amount)
        const demands = amounts.map((amount, at) => ({ id: `${at}`, amount }))
        const found = unmetAtWorst(demands, demands, (id) => (after[Number(id)] ?? []).map(String), 0)
        expect(found).toBeCloseTo(byEnumeration(drawn.length, amounts, after), 6)
      }),
      { numRuns: 300 },
    )
  })
})
