import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { MigrationModel } from '../../../server/domain/duration'
import type { Sequence, SequenceHost, SequenceMove, SequenceProblem } from '../../../server/domain/sequence'
import { checkSequence } from '../../../server/planner/check-sequence'
import { moveTimer } from '../../../server/planner/durations/migration-model'
import { boundsOfMoves, orderMoves } from '../../../server/planner/sequence/order'
import type { LegTimer } from '../../../server/planner/sequence/timing'
import type { Figure } from '../figure'
import type { DescribedSite } from '../migrations/site-file'
import { describedTopology, type Topology } from '../migrations/topology'
import { type EvacuationInstance, readInstances } from './instance-file'

/** Gigabytes of the files are compared with each other only. */
const MIB_PER_GB = 1024
const MB_PER_MIB = 1.048576
/** Where a file says nothing of its links. */
const DEFAULT_MBIT_PER_SECOND = 1_000

const topologyOf = ({ network, nodes }: DescribedSite): Topology =>
  network !== null
    ? describedTopology(network)
    : {
        links: nodes.flatMap(({ id }) =>
          [`${id} out`, `${id} in`].map((link) => ({ id: link, mbitPerSecond: DEFAULT_MBIT_PER_SECOND })),
        ),
        linksBetween: (fromId, toId) => [`${fromId} out`, `${toId} in`],
        uplinkOf: (nodeId) => `${nodeId} out`,
      }

/** Where each VM goes: where it must, else, of a node that ends, to the node with the most room. Absent: it stays. */
const targetsOf = ({ site, allowed, leaving }: EvacuationInstance): ReadonlyMap<string, string> => {
  const room = new Map(site.nodes.map(({ id, memoryGb }) => [id, memoryGb]))
  const take = (nodeId: string, memoryGb: number): void => void room.set(nodeId, (room.get(nodeId) ?? 0) - memoryGb)
  const remaining = site.nodes.map(({ id }) => id).filter((id) => !leaving.has(id))
  const targets = new Map<string, string>()
  const open: DescribedSite['vms'][number][] = []
  for (const vm of site.vms) {
    const [only, ...others] = allowed.get(vm.id) ?? []
    if (vm.nodeId === null) continue
    const stays = only === undefined ? !leaving.has(vm.nodeId) : (allowed.get(vm.id) ?? []).includes(vm.nodeId)
    if (stays) take(vm.nodeId, vm.memoryGb)
    else if (only !== undefined && others.length === 0) {
      targets.set(vm.id, only)
      take(only, vm.memoryGb)
    } else open.push(vm)
  }
  for (const vm of open.sort((one, other) => other.memoryGb - one.memoryGb)) {
    const [most] = [...(allowed.get(vm.id) ?? remaining)].sort((one, other) => (room.get(other) ?? 0) - (room.get(one) ?? 0))
    if (most === undefined) throw new Error(`no node remains for VM ${vm.id}`)
    targets.set(vm.id, most)
    take(most, vm.memoryGb)
  }
  return targets
}

const problemOf = (instance: EvacuationInstance): SequenceProblem => {
  const { site } = instance
  const { links, linksBetween } = topologyOf(site)
  const capacity = new Map(links.map(({ id, mbitPerSecond }) => [id, mbitPerSecond]))
  const targets = targetsOf(instance)
  const hosts = site.nodes.map(({ id, memoryGb, isOnline, bootSeconds }): SequenceHost => ({
    id,
    memoryMiB: memoryGb * MIB_PER_GB,
    heldMiB: site.vms.reduce((sum, vm) => sum + (vm.nodeId === id ? vm.memoryGb : 0), 0) * MIB_PER_GB,
    movesAtOnce: null,
    readyAtSeconds: isOnline ? 0 : bootSeconds,
  }))
  const moves = site.vms.flatMap((vm): SequenceMove[] => {
    const target = targets.get(vm.id)
    if (target === undefined || vm.nodeId === null) return []
    const linkIds = linksBetween(vm.nodeId, target)
    const rates = linkIds.map((id) => capacity.get(id) ?? Number.POSITIVE_INFINITY)
    return [
      {
        id: vm.id,
        vmId: vm.id,
        fromHostId: vm.nodeId,
        toHostId: target,
        memoryMiB: vm.memoryGb * MIB_PER_GB,
        copiedMiB: vm.usedMb / MB_PER_MIB,
        dirtyMiBPerSecond: vm.dirtyMbPerSecond === null ? null : vm.dirtyMbPerSecond / MB_PER_MIB,
        linkIds,
        mbitPerSecond: linkIds.length === 0 ? DEFAULT_MBIT_PER_SECOND : Math.min(...rates),
        weight: 1,
      },
    ]
  })
  return { hosts, links, moves, savableVmIds: [] }
}

interface Emptied {
  readonly line: string
  readonly isFeasible: boolean
  /** From the first moment at which any target takes something in, against the busiest link and against whole moves over it. */
  readonly movesToLink: number
  readonly movesToWhole: number
  /** With the boots before and the ends of nodes after. */
  readonly wholeToBound: number
  readonly milliseconds: number
}

/** When the last of the nodes that end is off: each begins to end once it is empty. */
const offSeconds = ({ site, leaving }: EvacuationInstance, { steps }: Sequence): number =>
  Math.max(
    0,
    ...site.nodes
      .filter(({ id }) => leaving.has(id))
      .map(({ id, shutdownSeconds }) => {
        const departures = steps.filter(({ fromHostId }) => fromHostId === id)
        return Math.max(0, ...departures.map(({ endSeconds }) => endSeconds)) + shutdownSeconds
      }),
  )

const emptied = (instance: EvacuationInstance, timer: LegTimer): Emptied => {
  const problem = problemOf(instance)
  const { busiestSeconds, wholeMovesSeconds } = boundsOfMoves(problem, timer)
  const began = performance.now()
  const sequence = orderMoves(problem, timer)
  const milliseconds = performance.now() - began
  const faults = [
    ...checkSequence(problem, sequence).map(({ message }) => message),
    ...sequence.unsolved.map(({ why }) => `not moved: ${why}`),
  ]
  const targets = new Set(problem.moves.map(({ toHostId }) => toHostId))
  const firstReady = Math.min(...problem.hosts.filter(({ id }) => targets.has(id)).map(({ readyAtSeconds }) => readyAtSeconds))
  const leastOff = Math.min(
    ...instance.site.nodes.filter(({ id }) => instance.leaving.has(id)).map(({ shutdownSeconds }) => shutdownSeconds),
  )
  const whole = Math.max(sequence.makespanSeconds, offSeconds(instance, sequence))
  const wholeBound = busiestSeconds + (Number.isFinite(leastOff) ? leastOff : 0)
  const moves = sequence.makespanSeconds - firstReady
  return {
    line: `${instance.name}: ${problem.moves.length} moves in ${moves.toFixed(1)} s, link bound ${(busiestSeconds - firstReady).toFixed(1)} s, of whole moves ${(wholeMovesSeconds - firstReady).toFixed(1)} s; all off at ${whole.toFixed(1)} s, bound ${wholeBound.toFixed(1)} s${faults.map((fault) => `; ${fault}`).join('')}`,
    isFeasible: faults.length === 0,
    movesToLink: moves / (busiestSeconds - firstReady),
    movesToWhole: moves / (wholeMovesSeconds - firstReady),
    wholeToBound: whole / wholeBound,
    milliseconds,
  }
}

const middle = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2
}

const INSTANCES = 'decommissioning'

/**
 * Sites whose old servers are emptied into new ones and switched off: feasible by the independent checker, and how long that takes
 * against the busiest link. `folder` holds the instances, or a folder of them.
 */
export const instanceFigures = (folder: string, model: MigrationModel, tell: (line: string) => void): readonly Figure[] => {
  const timer: LegTimer = {
    live: moveTimer(model),
    saveSeconds: () => Number.POSITIVE_INFINITY,
    resumeSeconds: () => Number.POSITIVE_INFINITY,
  }
  const inner = join(folder, INSTANCES)
  const all = readInstances(existsSync(inner) ? inner : folder).map((instance) => emptied(instance, timer))
  for (const { line } of all) tell(line)
  const figure = (name: string, value: number, unit: string, goal: number | null): Figure => ({
    name: `evacuation.instances.${name}`,
    value,
    unit,
    goal,
    better: 'lower',
  })
  return [
    figure('infeasible', all.filter(({ isFeasible }) => !isFeasible).length, `of ${all.length}`, 0),
    figure('moves-to-link', middle(all.map(({ movesToLink }) => movesToLink)), '× bound', 1.05),
    figure('moves-to-link.max', Math.max(...all.map(({ movesToLink }) => movesToLink)), '× bound', null),
    figure('moves-to-whole', middle(all.map(({ movesToWhole }) => movesToWhole)), '× bound', null),
    figure('all-off-to-bound', middle(all.map(({ wholeToBound }) => wholeToBound)), '× bound', 1.05),
    figure('order', middle(all.map(({ milliseconds }) => milliseconds)), 'ms', null),
  ]
}
