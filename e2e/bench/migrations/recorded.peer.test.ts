import { describe, expect, it } from 'vitest'
import { fitMigrationModel, moveTimer, priorMigrationModel } from '../../../server/planner/durations/migration-model'
import { planFrom } from './plan-file'
import { playPlan } from './played-plan'
import { planOfFile, runsFrom } from './run-file'
import { saturatedShareOf } from './saturation'
import { crossValidated, samplesOf } from './score'
import { topologyOf } from './topology'

const move = (vm: number, from: number, to: number, bw: number, start: number, end: number) => ({
  id: 'migrateVM',
  vm,
  from,
  to,
  bw,
  start,
  end,
  hooks: { pre: [], post: [] },
})

const planText = (actions: readonly object[], views: readonly object[] = []) =>
  JSON.stringify({
    origin: {
      mapping: {
        readyVMs: [],
        onlineNodes: {
          0: { runningVMs: [0, 1], sleepingVMs: [] },
          1: { runningVMs: [2], sleepingVMs: [] },
          2: { runningVMs: [] },
        },
        offlineNodes: [3],
      },
      attributes: {
        nodes: { 0: { boot: 120, shutdown: 30 } },
        vms: {
          0: { memUsed: 2000, dirtyRate: 2, maxDirtySize: 96, maxDirtyDuration: 2 },
          1: { memUsed: 4000, coldDirtyRate: 3, hotDirtySize: 5, hotDirtyDuration: 3 },
          2: { memUsed: 2000 },
        },
      },
      views: [
        {
          id: 'shareableResource',
          rcId: 'mem',
          nodes: { 0: 12, 1: 12 },
          vms: { 0: 2, 1: 4 },
          defCapacity: 16,
          defConsumption: 2,
        },
        { id: 'EnergyView' },
        ...views,
      ],
    },
    actions,
  })

const actions = [
  move(0, 0, 1, 500, 0, 40),
  move(2, 1, 2, 1000, 0, 20),
  move(1, 0, 2, 500, 0, 70),
  { id: 'shutdownNode', node: 0, start: 70, end: 100 },
]
const plan = planFrom('random.2', planText(actions))

describe('recorded plans', () => {
  it('are read with what files leave out, and in either naming', () => {
    expect(plan.moves.map(({ vmId, fromId, toId }) => `${vmId}: ${fromId} → ${toId}`)).toEqual([
      '2: 1 → 2',
      '0: 0 → 1',
      '1: 0 → 2',
    ])
    expect(plan.site.nodes.map(({ id, memoryGb, isOnline }) => [id, memoryGb, isOnline])).toEqual([
      ['0', 12, true],
      ['1', 12, true],
      ['2', 16, true],
      ['3', 16, false],
    ])
    expect(plan.site.vms.map(({ dirtyMbPerSecond, memoryGb }) => [dirtyMbPerSecond, memoryGb])).toEqual([
      [2, 2],
      [3, 4],
      [null, 2],
    ])
  })

  it.each([
    ['no JSON', 'nonsense'],
    ['no plan', '{}'],
    ['a stranger', planText([move(9, 0, 1, 500, 0, 10)])],
  ])('name the file where there is %s', (_, text) => expect(() => planFrom('random.7', text)).toThrow(/^random\.7: /))

  it('tell links by what is sent at once where nothing else does, and by the network where it is described', () => {
    const inferred = topologyOf([plan])
    const rateOf = (id: string) => inferred.links.find((link) => link.id === id)?.mbitPerSecond
    // Node 0 sends two at once; a link that follows another by a second does not overlap it.
    expect([rateOf('0 out'), rateOf('1 out'), rateOf('2 in')]).toEqual([1000, 1000, 1500])
    const following = topologyOf([planFrom('p', planText([move(0, 0, 1, 500, 0, 40), move(1, 0, 2, 500, 39, 80)]))])
    expect(following.links.find(({ id }) => id === '0 out')?.mbitPerSecond).toBe(500)

    const link = (id: number, capacity: number, to: number, type: string, element: number) => ({
      id,
      capacity,
      switch: to,
      physicalElement: { type, id: element },
    })
    const net = {
      id: 'net',
      switches: [],
      links: [
        link(1, 1000, 0, 'node', 0),
        link(2, 1000, 0, 'node', 1),
        link(3, 1000, 1, 'node', 2),
        link(4, 10_000, 9, 'switch', 0),
        link(5, -1, 9, 'switch', 1),
      ],
    }
    const described = topologyOf([planFrom('p', planText(actions, [net]))])
    expect(described.linksBetween('0', '1')).toEqual(['0 out', '1 in'])
    // The second switch's link has no limit.
    expect(described.linksBetween('0', '2')).toEqual(['0 out', 'link 4 out', '2 in'])
    expect(() => described.linksBetween('0', '3')).toThrow(/no way/)
  })
})

const csv = (...lines: readonly string[]) => ['ACTION;START;END;RUN', ...lines].join('\n')
const line = (vm: number, from: number, to: number, bw: number, start: number, end: number, run = '1') =>
  `{action=migrate(vm=vm#${vm}, from=node#${from}, to=node#${to}, bw=${bw})};${start};${end};${run}`

describe('recorded runs', () => {
  it('are told apart by their last column, in seconds from their first start', () => {
    const text = csv(line(0, 0, 1, 500, 1_000, 1_040), line(2, 1, 2, 1000, 1_000, 1_021), line(0, 0, 1, 500, 5_000, 5_050, '2'))
    expect(
      runsFrom('r.csv', 'random.2', text).map(({ moves }) => moves.map(({ vmId, endSeconds }) => [vmId, endSeconds])),
    ).toEqual([
      [
        ['0', 40],
        ['2', 21],
      ],
      [['0', 50]],
    ])
  })

  it('leave out what is no move, and name the line that cannot be read', () => {
    expect(runsFrom('r.csv', 'p', csv('{action=boot(node=node#3)};1;2;1', line(0, 0, 1, 500, 1, 9)))[0]?.moves).toHaveLength(1)
    expect(() => runsFrom('r.csv', 'p', csv(line(0, 0, 1, 500, 1, 9), 'nonsense'))).toThrow(/^r\.csv, line 3: /)
    expect(() => runsFrom('r.csv', 'p', csv(line(0, 0, 1, 500, 9, 9)))).toThrow(/no later than it begins/)
    expect(() => runsFrom('r.csv', 'p', 'A;B')).toThrow(/first line/)
  })

  it('belong to the plan that their file is named after', () => {
    const plans = ['random.2', 'random.12', '2']
    expect(planOfFile('1/micro_random.12.csv', plans)).toBe('random.12')
    expect(planOfFile('micro_random.2.csv', plans)).toBe('random.2')
    expect(planOfFile('other.csv', plans)).toBeNull()
  })
})

describe('what goes on at once', () => {
  const topology = topologyOf([plan])

  it('is the part of a move’s time in which its target sends all that it can', () => {
    const [toFull, sending] = [
      { fromId: '0', toId: '1', mbitPerSecond: 500, startSeconds: 0, endSeconds: 40 },
      { fromId: '1', toId: '2', mbitPerSecond: 1000, startSeconds: 10, endSeconds: 30 },
    ]
    expect(saturatedShareOf(toFull, [toFull, sending], topology)).toBe(0.5)
    expect(saturatedShareOf(sending, [toFull, sending], topology)).toBe(0)
  })

  it('is played from the plan with the timer’s durations, not with the planned ones', () => {
    const time = moveTimer({ ...priorMigrationModel, overheadSeconds: 0, wireFactor: 1, saturatedFactor: 0.5 })
    const played = new Map(playPlan(plan, topology, time).map(({ vmId, endSeconds }) => [vmId, endSeconds]))
    expect(played.get('2')).toBeCloseTo(16, 3)
    // 32 s alone, with a dirty rate of 2 MB/s a little more; the first 16 s its target sends at full rate.
    const alone = 32 / (1 - (2 * 8) / (500 * 0.94))
    const pace = alone / (alone + 16)
    expect(played.get('0')).toBeCloseTo(16 + (alone - 16 * pace), 3)
  })

  it('is never read from the run that is foreseen', () => {
    const runs = runsFrom(
      'r.csv',
      'random.2',
      csv(line(0, 0, 1, 500, 0, 40), line(2, 1, 2, 1000, 0, 20), line(1, 0, 2, 500, 0, 70)),
    )
    const late = runsFrom(
      'r.csv',
      'random.2',
      csv(line(0, 0, 1, 500, 0, 40), line(2, 1, 2, 1000, 500, 520), line(1, 0, 2, 500, 0, 70)),
    )
    const foreseen = (given: typeof runs) =>
      crossValidated({ plans: [plan], runs: given, topology }).moves.map(({ vmId, foreseenSeconds }) => [vmId, foreseenSeconds])
    expect(foreseen(late)).toEqual(foreseen(runs))
    expect(fitMigrationModel(samplesOf([plan], runs, topology)).moveCount).toBe(3)
  })
})
