import type { Sequence, SequenceHost, SequenceMove, SequenceProblem } from '../../../server/domain/sequence'
import type { MigrationModel } from '../../../server/domain/duration'
import { checkSequence } from '../../../server/planner/check-sequence'
import { moveTimer } from '../../../server/planner/durations/migration-model'
import { boundsOfMoves, orderMoves } from '../../../server/planner/sequence/order'
import type { LegTimer } from '../../../server/planner/sequence/timing'
import type { Figure } from '../figure'
import type { MigrationPlan } from './plan-file'
import { copyOf, playPlan } from './played-plan'
import type { Topology } from './topology'

/** Gigabytes of the files are compared with each other only. */
const MIB_PER_GB = 1024

/** Nothing is saved in these instances. */
const liveOnly = (model: MigrationModel): LegTimer => ({
  live: moveTimer(model),
  saveSeconds: () => Number.POSITIVE_INFINITY,
  resumeSeconds: () => Number.POSITIVE_INFINITY,
})

const hostsOf = ({ site }: MigrationPlan, { linksBetween }: Topology): readonly SequenceHost[] =>
  site.nodes.map(({ id, memoryGb }) => {
    const other = site.nodes.find((node) => node.id !== id)?.id ?? id
    return {
      id,
      memoryMiB: memoryGb * MIB_PER_GB,
      heldMiB: site.vms.reduce((sum, vm) => sum + (vm.nodeId === id ? vm.memoryGb : 0), 0) * MIB_PER_GB,
      movesAtOnce: null,
      readyAtSeconds: 0,
      outLinkIds: linksBetween(id, other).slice(0, 1),
      inLinkIds: linksBetween(other, id).slice(-1),
    }
  })

/** The moves of a plan without their times: each VM from where it is to where the plan leaves it. */
export const problemOf = (plan: MigrationPlan, topology: Topology): SequenceProblem => {
  const { site, moves } = plan
  const capacity = new Map(topology.links.map(({ id, mbitPerSecond }) => [id, mbitPerSecond]))
  const nodeIds = site.nodes.map(({ id }) => id)
  const moved = [...new Set(moves.map(({ vmId }) => vmId))].flatMap((vmId): SequenceMove[] => {
    const legs = moves.filter((move) => move.vmId === vmId)
    const [first, last] = [legs[0], legs.at(-1)]
    if (first === undefined || last === undefined || first.fromId === last.toId) return []
    const linkIds = topology.linksBetween(first.fromId, last.toId)
    const mbitPerSecond = Math.min(first.mbitPerSecond, ...linkIds.map((id) => capacity.get(id) ?? Number.POSITIVE_INFINITY))
    const { copiedMiB, dirtyMiBPerSecond } = copyOf(plan, first)
    return [
      {
        id: vmId,
        vmId,
        fromHostId: first.fromId,
        toHostId: last.toId,
        memoryMiB: (site.vms.find(({ id }) => id === vmId)?.memoryGb ?? 0) * MIB_PER_GB,
        copiedMiB,
        dirtyMiBPerSecond,
        linkIds,
        mbitPerSecond,
        weight: 1,
        viaHostIds: nodeIds,
      },
    ]
  })
  return { hosts: hostsOf(plan, topology), links: topology.links, moves: moved, savableVmIds: [] }
}

interface Scheduled {
  readonly name: string
  readonly givenSeconds: number
  readonly linkBoundSeconds: number
  readonly sequence: Sequence
  readonly violations: readonly string[]
}

const scheduled = (plan: MigrationPlan, topology: Topology, model: MigrationModel): Scheduled => {
  const timer = liveOnly(model)
  const problem = problemOf(plan, topology)
  const sequence = orderMoves(problem, timer)
  return {
    name: plan.name,
    givenSeconds: Math.max(0, ...playPlan(plan, topology, moveTimer(model)).map(({ endSeconds }) => endSeconds)),
    linkBoundSeconds: boundsOfMoves(problem, timer).busiestSeconds,
    sequence,
    violations: [
      ...checkSequence(problem, sequence).map(({ message }) => message),
      ...sequence.unsolved.map(({ why }) => `not moved: ${why}`),
    ],
  }
}

const middle = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2
}

/**
 * Own orders of the moves of given plans against what no order can beat, and against the plans themselves, all of them timed by
 * the same model. The bound is the busiest link at its full rate; it knows neither memory nor links that hold each other up.
 */
export const scheduleFigures = (
  plans: readonly MigrationPlan[],
  topology: Topology,
  model: MigrationModel,
  tell: (line: string) => void,
): readonly Figure[] => {
  const all = plans.map((plan) => scheduled(plan, topology, model))
  const ratios = all.map(({ sequence, linkBoundSeconds }) => sequence.makespanSeconds / linkBoundSeconds)
  for (const [at, { name, givenSeconds, linkBoundSeconds, sequence, violations }] of all.entries())
    tell(
      `${name}: ${sequence.makespanSeconds.toFixed(1)} s, bound ${linkBoundSeconds.toFixed(1)} s (${ratios[at]?.toFixed(3)}), given ${givenSeconds.toFixed(1)} s${violations.map((each) => `; ${each}`).join('')}`,
    )
  const figure = (name: string, value: number, unit: string, goal: number | null): Figure => ({
    name: `migrations.${name}`,
    value,
    unit,
    goal,
    better: 'lower',
  })
  const worse = all.filter(({ sequence, givenSeconds }) => sequence.makespanSeconds > givenSeconds + 1e-6).length
  const givenRatios = all.map(({ givenSeconds, linkBoundSeconds }) => givenSeconds / linkBoundSeconds)
  return [
    figure('makespan.median-to-bound', middle(ratios), '× bound', 1.05),
    figure('makespan.max-to-bound', Math.max(...ratios), '× bound', null),
    figure('makespan.given-to-bound', middle(givenRatios), '× bound', null),
    figure('worse-than-given', worse, 'plans', 0),
    figure('infeasible', all.filter(({ violations }) => violations.length > 0).length, 'plans', 0),
  ]
}
