import { describe, expect, it } from 'vitest'
import type { PlacementMove, PlacementProblem } from '../domain/placement-problem'
import { asAssignment } from '../testing/placement-samples'
import { checkPlacement } from './check-placement'

const vm = { memoryMiB: 4, busyThreads: 2, tier: 2, fromHostId: 'leaving', classId: 'any', fixedHostId: null } as const
const host = { memoryMiB: 16, heldMiB: 8, cpuThreads: 8, busyThreads: 4, isSpare: false }

const PROBLEM: PlacementProblem = {
  hosts: ['a', 'b', 'c', 'd'].map((id) => ({ ...host, id })),
  vms: [
    { ...vm, id: 'x' },
    { ...vm, id: 'y' },
    { ...vm, id: 'big', memoryMiB: 9 },
    { ...vm, id: 'busy', busyThreads: 5 },
    { ...vm, id: 'chosen', fixedHostId: 'b' },
    { ...vm, id: 'p', fromHostId: 'a' },
    { ...vm, id: 'q', fromHostId: 'b' },
    { ...vm, id: 'r', fromHostId: 'c' },
    { ...vm, id: 'first', fromHostId: 'c', tier: 0 },
  ],
  classes: [{ id: 'any', against: [0, 0, 0, 2], doubts: [0, 0, 0, 0] }],
  groups: [],
  mostArrivingMiB: null,
}

const rulesOf = (moves: Readonly<Record<string, string>>, more: Partial<PlacementProblem> = {}) => {
  const problem = { ...PROBLEM, ...more }
  const given = Object.entries(moves).map(([vmId, toHostId]): PlacementMove => ({ vmId, toHostId }))
  return checkPlacement(problem, asAssignment(problem, given)).map(({ rule }) => rule)
}

describe('the checker of placements', () => {
  it('accepts what holds, also where one makes room for others', () => {
    expect(rulesOf({ x: 'a', y: 'a', chosen: 'b', r: 'b' })).toEqual([])
    expect(rulesOf({ big: 'a', p: 'b' })).toEqual([])
  })

  it.each([
    ['unknown', { nobody: 'a' }],
    ['unknown', { x: 'nowhere' }],
    ['forbidden', { x: 'd' }],
    ['forbidden', { p: 'a' }],
    ['override', { chosen: 'a' }],
    ['memory', { big: 'a' }],
    ['cpu', { busy: 'a' }],
    ['make-room-depth', { p: 'b', q: 'a' }],
    ['make-room-tier', { first: 'a' }],
  ] as const)('D4 finds %s', (rule, moves) => {
    expect(rulesOf(moves)).toContain(rule)
  })

  it('D4 finds chains of make-room moves that are three deep', () => {
    const problem = { classes: [{ id: 'any', against: [0, 0, 0, 0], doubts: [0, 0, 0, 0] }] }
    expect(rulesOf({ p: 'b', q: 'c' }, problem)).toEqual([])
    expect(rulesOf({ p: 'b', q: 'c', r: 'd' }, problem)).toEqual(['make-room-depth'])
  })

  it('D4 finds rules that are broken, and more than the cluster lets come', () => {
    const group = (kind: 'together' | 'apart') => ({ groups: [{ kind, isHard: true, vmIds: ['x', 'y'] }] })
    expect(rulesOf({ x: 'a', y: 'b' }, group('together'))).toEqual(['together'])
    expect(rulesOf({ x: 'a' }, group('together'))).toEqual(['together'])
    expect(rulesOf({ x: 'a', y: 'a' }, group('apart'))).toEqual(['apart'])
    expect(rulesOf({ x: 'a', y: 'b' }, { mostArrivingMiB: 7 })).toEqual(['arrivals'])
  })

  it('finds what is said of it and is not so', () => {
    const given = asAssignment(PROBLEM, [{ vmId: 'x', toHostId: 'a' }])
    expect(checkPlacement(PROBLEM, { ...given, unplacedVmIds: [] }).map(({ rule }) => rule)).toEqual(['left-out'])
    expect(checkPlacement(PROBLEM, { ...given, value: 1 }).map(({ rule }) => rule)).toEqual(['value'])
    expect(checkPlacement(PROBLEM, { ...given, moves: [...given.moves, ...given.moves] }).map(({ rule }) => rule)).toEqual([
      'twice',
    ])
  })
})
