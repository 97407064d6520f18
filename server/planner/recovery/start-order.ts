import type { StepId, VmId } from '../../domain/ids'
import type { PlanContent } from '../../domain/plan'
import { isOpen, type Step } from '../../domain/run'
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

/** Starts before all else, each behind what it waits for; of a circle, the edge that closes it is dropped. */
export const inStartOrder = (
  items: readonly Homecoming[],
  waitsFor: StartsAfter,
): { readonly ordered: readonly Homecoming[]; readonly dropped: readonly (readonly [VmId, VmId])[] } => {
  const starts = new Map(items.filter(({ action }) => action === 'start').map((item) => [item.vm.id, item]))
  const dependents = [...starts.keys()].map((id) => ({
    id,
    after: (waitsFor.get(id) ?? []).filter((other) => starts.has(other)),
  }))
  const { ordered, dropped } = orderByDependencies(dependents)
  return {
    ordered: [...ordered.flatMap(({ id }) => starts.get(id) ?? []), ...items.filter(({ action }) => action !== 'start')],
    dropped,
  }
}
