import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Duration } from '../../domain/duration'
import type { Sequence, SequenceHost, SequenceMove, SequenceProblem } from '../../domain/sequence'
import { POOL_HOST_GIBIBYTES, POOL_HOSTS, scatteredPool } from '../../testing/scattered-pool'
import { checkSequence } from '../check-sequence'
import { createLottery } from './lottery'
import { orderMoves } from './order'
import type { LegTimer } from './timing'

const seconds = (move: Pick<SequenceMove, 'copiedMiB' | 'mbitPerSecond'>): number => 2 + (8 * move.copiedMiB) / move.mbitPerSecond
const always = (each: number): Duration => ({ p50Seconds: each, p95Seconds: each })
/** A target whose own outgoing link is full costs an eighth more. */
const timer: LegTimer = {
  live: (move, saturatedShare) => always(seconds(move) * (1 + saturatedShare / 8)),
  saveSeconds: () => 20,
  resumeSeconds: () => 20,
}
const steady: LegTimer = { ...timer, live: (move) => always(seconds(move)) }

const host = (id: string, memoryMiB: number, heldMiB: number, more: Partial<SequenceHost> = {}): SequenceHost => ({
  id,
  memoryMiB,
  heldMiB,
  movesAtOnce: null,
  readyAtSeconds: 0,
  outLinkIds: [`${id} out`],
  inLinkIds: [`${id} in`],
  ...more,
})
const move = (
  vmId: string,
  fromHostId: string,
  toHostId: string,
  memoryMiB: number,
  more: Partial<SequenceMove> = {},
): SequenceMove => ({
  id: `move ${vmId}`,
  vmId,
  fromHostId,
  toHostId,
  memoryMiB,
  copiedMiB: memoryMiB,
  dirtyMiBPerSecond: null,
  linkIds: [`${fromHostId} out`, `${toHostId} in`],
  mbitPerSecond: 1_000,
  weight: 1,
  ...more,
})
const problemOf = (
  hosts: readonly SequenceHost[],
  moves: readonly SequenceMove[],
  more: Partial<SequenceProblem> = {},
): SequenceProblem => ({
  hosts,
  links: hosts.flatMap(({ id }) => [
    { id: `${id} out`, mbitPerSecond: 1_000 },
    { id: `${id} in`, mbitPerSecond: 1_000 },
  ]),
  moves,
  savableVmIds: [],
  ...more,
})

const rulesOf = (problem: SequenceProblem, sequence: Sequence): readonly string[] =>
  checkSequence(problem, sequence).map(({ rule, message }) => `${rule}: ${message}`)

describe('an order of moves', () => {
  it('D4 a move into room that another leaves waits for it, and for nothing else', () => {
    const problem = problemOf(
      [host('a', 64, 64), host('b', 64, 32), host('c', 64, 0)],
      [move('x', 'a', 'c', 32), move('y', 'b', 'a', 32), move('z', 'a', 'b', 32)],
    )
    const sequence = orderMoves(problem, timer)
    expect(rulesOf(problem, sequence)).toEqual([])
    expect(sequence.steps.find(({ id }) => id === 'move y')?.afterIds).toHaveLength(1)
    expect(sequence.unsolved).toEqual([])
  })

  it('D4 two hosts that are full of each other’s VMs exchange them through a third', () => {
    const via = { viaHostIds: ['a', 'b', 'c'] }
    const problem = problemOf(
      [host('a', 64, 60), host('b', 64, 60), host('c', 64, 40)],
      [move('x', 'a', 'b', 20, via), move('y', 'b', 'a', 20, via)],
    )
    const sequence = orderMoves(problem, timer)
    expect(rulesOf(problem, sequence)).toEqual([])
    expect(sequence.steps.map(({ kind, toHostId }) => `${kind} ${toHostId}`).sort()).toEqual(['live a', 'live b', 'live c'])
  })

  it('D9 where no third host has room, the least important VM that may be saved is', () => {
    const problem = problemOf(
      [host('a', 64, 60), host('b', 64, 60)],
      [move('x', 'a', 'b', 20, { weight: 10 }), move('y', 'b', 'a', 20), move('z', 'b', 'a', 2)],
      { savableVmIds: ['x', 'y'] },
    )
    const sequence = orderMoves(problem, timer)
    expect(rulesOf(problem, sequence)).toEqual([])
    expect(sequence.steps.filter(({ kind }) => kind !== 'live').map(({ kind, moveId }) => `${kind} ${moveId}`)).toEqual([
      'save move y',
      'resume move y',
    ])
    const forbidden = orderMoves({ ...problem, savableVmIds: [] }, timer)
    expect(forbidden.unsolved.map(({ moveId }) => moveId)).toEqual(['move x', 'move y'])
    expect(forbidden.unsolved[0]?.why).toBe(
      'b has 6 MiB to give, x takes 20 MiB; b waits for a waits for b, and no third host has room',
    )
    expect(rulesOf({ ...problem, savableVmIds: [] }, forbidden)).toEqual([])
  })

  it('nothing is begun that could leave a VM halfway', () => {
    const problem = problemOf(
      [host('a', 64, 60), host('b', 64, 64), host('c', 64, 40)],
      [move('x', 'a', 'b', 20, { viaHostIds: ['c'] })],
    )
    const sequence = orderMoves(problem, timer)
    expect(sequence.steps).toEqual([])
    expect(sequence.unsolved[0]?.why).toBe('b has 0 MiB to give, x takes 20 MiB')
  })

  it('what matters most goes first over a link that all need', () => {
    const moves = [1, 100, 10].map((weight, at) => move(`vm-${at}`, 'a', 'b', 8 + at, { weight }))
    const sequence = orderMoves(problemOf([host('a', 64, 40), host('b', 64, 0)], moves), timer)
    expect(sequence.steps.map(({ moveId }) => moveId)).toEqual(['move vm-1', 'move vm-2', 'move vm-0'])
    expect(sequence.makespanSeconds).toBeCloseTo(sequence.boundSeconds, 6)
  })

  it('a host that boots takes nothing in before, and the bound knows it', () => {
    const problem = problemOf([host('a', 64, 64), host('b', 64, 0, { readyAtSeconds: 120 })], [move('x', 'a', 'b', 64)])
    const sequence = orderMoves(problem, timer)
    expect(sequence.steps[0]?.startSeconds).toBe(120)
    expect(sequence.boundSeconds).toBeCloseTo(120 + seconds(move('x', 'a', 'b', 64)), 6)
    expect(rulesOf(problem, sequence)).toEqual([])
  })

  it('a move that nothing makes possible is told with its reason, and the others are made', () => {
    const problem = problemOf([host('a', 256, 200), host('b', 64, 0)], [move('x', 'a', 'b', 128), move('y', 'a', 'b', 32)])
    const sequence = orderMoves(problem, timer)
    expect(sequence.unsolved).toEqual([{ moveId: 'move x', why: 'x takes 128 MiB, b has 64 MiB in all' }])
    expect(sequence.steps.map(({ moveId }) => moveId)).toEqual(['move y'])
  })
})

const afterRollingReboots = (seed: number, load: number): SequenceProblem | null => {
  const vms = scatteredPool(seed, load)
  if (vms === null) return null
  const heldOn = (name: string): number => vms.reduce((sum, { at, gibibytes }) => sum + (at === name ? gibibytes : 0), 0)
  return problemOf(
    POOL_HOSTS.map((name) => host(name, POOL_HOST_GIBIBYTES, heldOn(name))),
    vms.map(({ name, at, home, gibibytes }) => move(name, at, home, gibibytes, { viaHostIds: POOL_HOSTS })),
  )
}

/** A pool of which two hosts hold each other’s VMs, so full that none can go directly. */
const swapped = (seed: number, load: number): SequenceProblem => {
  const lottery = createLottery(seed)
  const names = ['A', 'B', 'C', 'D']
  const capacity = 128
  const moves: SequenceMove[] = []
  for (let sum = 0, memory = 0; ; sum += memory) {
    memory = [8, 12, 16, 24][Math.floor(lottery() * 4)] ?? 8
    if (sum + memory > capacity - 4) break
    moves.push(move(`A${sum}`, 'A', 'B', memory, { viaHostIds: names }), move(`B${sum}`, 'B', 'A', memory, { viaHostIds: names }))
  }
  // What remains is held by VMs that stay: less is free than the smallest of the others takes.
  const held = new Map(names.map((name) => [name, capacity - 4]))
  const rest = (4 * capacity * load - (held.get('A') ?? 0) - (held.get('B') ?? 0)) / 2
  for (const name of ['C', 'D']) held.set(name, rest)
  return problemOf(
    names.map((name) => host(name, capacity, held.get(name) ?? 0)),
    moves,
  )
}

describe('xen-orchestra #10260: four hosts whose VMs migrate back after rolling reboots', () => {
  it('D4 every VM comes home, at 73 to 75 % of memory, and the checker accepts each order', () => {
    let pools = 0
    for (let seed = 1; seed <= 40; seed += 1) {
      const problem = afterRollingReboots(seed, 0.73 + 0.02 * createLottery(seed + 1_000)())
      if (problem === null) continue
      pools += 1
      const sequence = orderMoves(problem, timer, { evaluations: 50 })
      expect(sequence.unsolved, `pool ${seed}`).toEqual([])
      expect(rulesOf(problem, sequence), `pool ${seed}`).toEqual([])
    }
    expect(pools).toBeGreaterThan(15)
  })

  it('D4 so does every one of a swap between two full hosts, through those that have room', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const problem = swapped(seed, 0.73 + 0.02 * createLottery(seed + 1_000)())
      const sequence = orderMoves(problem, timer, { evaluations: 50 })
      expect(sequence.unsolved, `pool ${seed}`).toEqual([])
      expect(sequence.steps.length, `pool ${seed}`).toBeGreaterThan(problem.moves.length)
      expect(rulesOf(problem, sequence), `pool ${seed}`).toEqual([])
    }
  })
})

const anyProblem = fc
  .record({
    hosts: fc.array(
      fc.record({
        spare: fc.integer({ min: 0, max: 40 }),
        limit: fc.constantFrom(null, 1, 2, 4),
        ready: fc.constantFrom(0, 0, 60),
      }),
      {
        minLength: 2,
        maxLength: 5,
      },
    ),
    moves: fc.array(
      fc.record({
        from: fc.nat(4),
        to: fc.nat(4),
        memory: fc.integer({ min: 1, max: 32 }),
        weight: fc.constantFrom(1, 1, 10),
        savable: fc.boolean(),
        via: fc.boolean(),
      }),
      { maxLength: 14 },
    ),
  })
  .map(({ hosts, moves }): SequenceProblem => {
    const nameOf = (number: number): string => `h${number % hosts.length}`
    const names = hosts.map((_, number) => nameOf(number))
    const all = moves.map(({ from, to, memory, weight, via }, number) =>
      move(`v${number}`, nameOf(from), nameOf(to), memory, { weight, viaHostIds: via ? names : [] }),
    )
    return problemOf(
      hosts.map(({ spare, limit, ready }, number) => {
        const held = all
          .filter(({ fromHostId }) => fromHostId === nameOf(number))
          .reduce((sum, { memoryMiB }) => sum + memoryMiB, 0)
        return host(nameOf(number), held + spare, held, { movesAtOnce: limit, readyAtSeconds: ready })
      }),
      all,
      { savableVmIds: moves.flatMap(({ savable }, number) => (savable ? [`v${number}`] : [])) },
    )
  })

const FEW_PLAYS = { evaluations: 60 }

describe('properties of orders', () => {
  it('D4 the independent checker accepts every order', () => {
    fc.assert(
      fc.property(anyProblem, (problem) => {
        expect(rulesOf(problem, orderMoves(problem, timer, FEW_PLAYS))).toEqual([])
      }),
      {
        numRuns: 300,
      },
    )
  })

  it('D1 the order in which a problem is told changes nothing', () => {
    fc.assert(
      fc.property(anyProblem, fc.integer({ min: 1 }), (problem, seed) => {
        const lottery = createLottery(seed)
        const shuffled = <T>(items: readonly T[]): readonly T[] =>
          items
            .map((item) => ({ item, key: lottery() }))
            .sort((left, right) => left.key - right.key)
            .map(({ item }) => item)
        const other = {
          hosts: shuffled(problem.hosts),
          links: shuffled(problem.links),
          moves: shuffled(problem.moves),
          savableVmIds: shuffled(problem.savableVmIds),
        }
        expect(orderMoves(other, timer, FEW_PLAYS)).toEqual(orderMoves(problem, timer, FEW_PLAYS))
      }),
      { numRuns: 100 },
    )
  })

  it('an order never ends before its bound, and one that is known is never given up for a longer one', () => {
    fc.assert(
      fc.property(anyProblem, (problem) => {
        const known = orderMoves(problem, timer, { evaluations: 200 })
        expect(known.boundSeconds).toBeLessThanOrEqual(known.makespanSeconds + 1e-6)
        const again = orderMoves(problem, timer, { evaluations: 0, known })
        expect(again.unsolved.length).toBeLessThanOrEqual(known.unsolved.length)
        if (again.unsolved.length === known.unsolved.length && again.steps.length >= known.steps.length)
          expect(again.makespanSeconds).toBeLessThanOrEqual(known.makespanSeconds + 1e-6)
      }),
      { numRuns: 100 },
    )
  })

  it('more memory, or a wider link, never makes an order worse', () => {
    const widened = (problem: SequenceProblem, hostAt: number, byMiB: number, linkFactor: number): SequenceProblem => ({
      ...problem,
      hosts: problem.hosts.map((each, at) =>
        at === hostAt % problem.hosts.length ? { ...each, memoryMiB: each.memoryMiB + byMiB } : each,
      ),
      links: problem.links.map((each, at) =>
        at === hostAt % problem.links.length ? { ...each, mbitPerSecond: each.mbitPerSecond * linkFactor } : each,
      ),
    })
    fc.assert(
      fc.property(anyProblem, fc.nat(4), fc.nat(40), fc.constantFrom(1, 2), (problem, hostAt, byMiB, factor) => {
        const known = orderMoves(problem, steady, FEW_PLAYS)
        const wider = widened(problem, hostAt, byMiB, factor)
        const sequence = orderMoves(wider, steady, { ...FEW_PLAYS, known })
        expect(sequence.unsolved.length).toBeLessThanOrEqual(known.unsolved.length)
        expect(rulesOf(wider, sequence)).toEqual([])
        if (sequence.unsolved.length === known.unsolved.length)
          expect(sequence.makespanSeconds).toBeLessThanOrEqual(known.makespanSeconds + 1e-6)
      }),
      { numRuns: 200 },
    )
  })
})
