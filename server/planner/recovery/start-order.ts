import type { StepId, VmId } from '../../domain/ids'
import type { PlanContent } from '../../domain/plan'
import { isOpen, type StartWave, type Step } from '../../domain/run'
import { START_GROUPS, type StartGroup, startGroupOf, startRank } from '../../domain/start-group'
import { orderByDependencies } from '../dependency-order'
import type { Homecoming } from '../homecoming'

/** By VM, those that must be up again before it starts. */
export type StartsAfter = ReadonlyMap<VmId, readonly VmId[]>

/**
 * Who must be back before whom: the reverse of who waited for whom on the way down, and of what the plan says of VMs that it never
 * came to.
 */
export const startsAfter = (steps: readonly Step[], content: PlanContent | null): StartsAfter => {
  const after = new Map<VmId, Set<VmId>>()
  const waits = (id: VmId, earlier: VmId): void => {
    if (id !== earlier) after.set(id, (after.get(id) ?? new Set()).add(earlier))
  }
  const vmOfStep = new Map<StepId, VmId>()
  for (const { id, object, direction } of steps) if (object.kind === 'vm' && direction === 'down') vmOfStep.set(id, object.id)
  for (const { id, after: before } of steps) {
    const vmId = vmOfStep.get(id)
    for (const other of before) {
      const ended = vmOfStep.get(other)
      if (vmId !== undefined && ended !== undefined) waits(ended, vmId)
    }
  }
  for (const { placements } of content?.stages ?? [])
    for (const { vmId, after: before } of placements) for (const ended of before) waits(ended, vmId)
  return new Map([...after].map(([id, ids]) => [id, [...ids]]))
}

/** Steps under way, or about to be, that bring VMs up. */
export const stepsUp = (steps: readonly Step[]): ReadonlyMap<VmId, StepId> =>
  new Map(
    steps.flatMap((step): [VmId, StepId][] =>
      step.object.kind === 'vm' && step.direction === 'up' && isOpen(step) ? [[step.object.id, step.id]] : [],
    ),
  )

export interface OrderedStart {
  readonly item: Homecoming
  readonly group: StartGroup
}

/** What the plan had not come to would have left last, the last of the plan's order last of all. */
const departureOf = (content: PlanContent | null): ((item: Homecoming) => number) => {
  const placed = (content?.stages ?? []).flatMap(({ placements }) => placements.map(({ vmId }) => vmId))
  const placeOf = new Map(placed.map((id, place) => [id, place]))
  return ({ vm, down }) => (down.action === 'keep' ? 1e9 + (placeOf.get(vm.id) ?? placed.length) : down.seq)
}

/**
 * Starts in their order (R3): by group, in it what left last first; and each behind what it waits for, which the plan says and which
 * wins: what an early one waits for is as early. Of a circle, the edge that closes it is dropped.
 */
export const startOrder = (
  items: readonly Homecoming[],
  waitsFor: StartsAfter,
  content: PlanContent | null,
): { readonly ordered: readonly OrderedStart[]; readonly dropped: readonly (readonly [VmId, VmId])[] } => {
  const left = departureOf(content)
  const found = items.filter(({ action }) => action === 'start')
  const ranks = new Map(found.map(({ vm }) => [vm.id, startRank(startGroupOf(vm))]))
  const rankOf = ({ vm }: Homecoming): number => ranks.get(vm.id) ?? 0
  const starts = found.toSorted((one, other) => rankOf(one) - rankOf(other) || left(other) - left(one))
  const byId = new Map(starts.map((item) => [item.vm.id, item]))
  const { ordered, dropped } = orderByDependencies(
    starts.map(({ vm }) => ({ id: vm.id, after: (waitsFor.get(vm.id) ?? []).filter((id) => byId.has(id)) })),
  )
  for (const { id, after } of ordered.toReversed())
    for (const earlier of after) ranks.set(earlier, Math.min(ranks.get(earlier) ?? 0, ranks.get(id) ?? 0))
  const grouped = ordered.flatMap(({ id }): OrderedStart[] => {
    const item = byId.get(id)
    const group = START_GROUPS[ranks.get(id) ?? 0]
    return item === undefined || group === undefined ? [] : [{ item, group }]
  })
  return { ordered: grouped.toSorted((one, other) => startRank(one.group) - startRank(other.group)), dropped }
}

/** So many at least start at once: a battery that carries not all of them carries some. */
const LEAST_IN_WAVE = 10
const MOST_WAVES = 10

/** By VM, in which wave it starts: groups apart, and large ones in parts. `first`: its number. */
export const wavesOf = (ordered: readonly OrderedStart[], first: number): ReadonlyMap<VmId, StartWave> => {
  const most = Math.max(LEAST_IN_WAVE, Math.ceil(ordered.length / MOST_WAVES))
  const waves = new Map<VmId, StartWave>()
  let wave: StartWave | null = null
  let count = 0
  for (const { item, group } of ordered) {
    if (wave === null || wave.group !== group || count >= most) {
      wave = { no: wave === null ? first : wave.no + 1, group }
      count = 0
    }
    count += 1
    waves.set(item.vm.id, wave)
  }
  return waves
}
