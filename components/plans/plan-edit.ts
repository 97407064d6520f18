import type { StageId, VmId } from '@/server/domain/ids'
import { placementSchema, type Placement, type PlanContent, type Stage } from '@/server/domain/plan'

/** A VM as the builder picks it up: its name is kept in the plan for the day it is gone. */
export interface PickedVm {
  readonly id: VmId
  readonly name: string
}

const withStages = (content: PlanContent, stages: readonly Stage[]): PlanContent => ({ ...content, stages: [...stages] })

const without = (stages: readonly Stage[], ids: ReadonlySet<string>): Stage[] =>
  stages.map((stage) => ({ ...stage, placements: stage.placements.filter(({ vmId }) => !ids.has(vmId)) }))

/** Nothing may wait for a VM that the plan no longer names. */
const withoutDangling = (content: PlanContent): PlanContent => {
  const placed = new Set(content.stages.flatMap(({ placements }) => placements.map(({ vmId }) => vmId)))
  const clean = (placement: Placement): Placement =>
    placement.after.every((id) => placed.has(id))
      ? placement
      : { ...placement, after: placement.after.filter((id) => placed.has(id)) }
  return withStages(
    content,
    content.stages.map((stage) => ({ ...stage, placements: stage.placements.map(clean) })),
  )
}

export const placementOf = (content: PlanContent, vmId: VmId): Placement | null =>
  content.stages.flatMap(({ placements }) => placements).find((placement) => placement.vmId === vmId) ?? null

/**
 * Puts VMs into a stage before position `index` (as it counts before the move), in the order given. What was set for a VM
 * that comes from another stage stays with it; a new one starts with the defaults.
 */
export const place = (content: PlanContent, vms: readonly PickedVm[], stageId: StageId, index: number): PlanContent => {
  const ids = new Set<string>(vms.map(({ id }) => id))
  const target = content.stages.find(({ id }) => id === stageId)
  if (!target || vms.length === 0) return content
  const at = target.placements.slice(0, index).filter(({ vmId }) => !ids.has(vmId)).length
  const moved = vms.map(({ id, name }) => placementOf(content, id) ?? placementSchema.parse({ vmId: id, vmName: name }))
  return withStages(
    content,
    without(content.stages, ids).map((stage) =>
      stage.id === stageId ? { ...stage, placements: stage.placements.toSpliced(at, 0, ...moved) } : stage,
    ),
  )
}

export const unplace = (content: PlanContent, ids: readonly VmId[]): PlanContent =>
  withoutDangling(withStages(content, without(content.stages, new Set<string>(ids))))

/**
 * One step up or down, as Alt+↑/↓ does: the selected VMs of the first stage that has any move as a block, and leave for
 * the neighbouring stage at its edge.
 */
export const nudge = (content: PlanContent, ids: readonly VmId[], direction: -1 | 1): PlanContent => {
  const selected = new Set<string>(ids)
  const at = content.stages.findIndex(({ placements }) => placements.some(({ vmId }) => selected.has(vmId)))
  const stage = content.stages[at]
  if (!stage) return content
  const block = stage.placements.filter(({ vmId }) => selected.has(vmId)).map(({ vmId, vmName }) => ({ id: vmId, name: vmName }))
  const first = stage.placements.findIndex(({ vmId }) => selected.has(vmId))
  const last = stage.placements.findLastIndex(({ vmId }) => selected.has(vmId))
  if (direction === -1 && first > 0) return place(content, block, stage.id, first - 1)
  if (direction === 1 && last < stage.placements.length - 1) return place(content, block, stage.id, last + 2)
  const neighbour = content.stages[at + direction]
  if (!neighbour) return content
  return place(content, block, neighbour.id, direction === -1 ? neighbour.placements.length : 0)
}

export type PlacementChange = Partial<Omit<Placement, 'vmId' | 'vmName'>>

/** The same change for every VM named; a VM never waits for itself. */
export const changePlacements = (content: PlanContent, ids: readonly VmId[], change: PlacementChange): PlanContent => {
  const selected = new Set<string>(ids)
  return withStages(
    content,
    content.stages.map((stage) => ({
      ...stage,
      placements: stage.placements.map((placement) => {
        if (!selected.has(placement.vmId)) return placement
        const next = { ...placement, ...change }
        return { ...next, after: next.after.filter((id) => id !== placement.vmId) }
      }),
    })),
  )
}

export const addStage = (content: PlanContent, id: StageId, name: string): PlanContent =>
  withStages(content, [...content.stages, { id, name, triggers: [{ kind: 'runtime-at-most', seconds: 600 }], placements: [] }])

export const changeStage = (content: PlanContent, id: StageId, change: Partial<Pick<Stage, 'name' | 'triggers'>>): PlanContent =>
  withStages(
    content,
    content.stages.map((stage) => (stage.id === id ? { ...stage, ...change } : stage)),
  )

export const removeStage = (content: PlanContent, id: StageId): PlanContent =>
  withoutDangling(
    withStages(
      content,
      content.stages.filter((stage) => stage.id !== id),
    ),
  )

export const moveStage = (content: PlanContent, id: StageId, direction: -1 | 1): PlanContent => {
  const at = content.stages.findIndex((stage) => stage.id === id)
  const stage = content.stages[at]
  const to = at + direction
  if (!stage || to < 0 || to >= content.stages.length) return content
  return withStages(content, content.stages.toSpliced(at, 1).toSpliced(to, 0, stage))
}
