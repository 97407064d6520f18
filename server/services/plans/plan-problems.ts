import type { HostId, VmId } from '../../domain/ids'
import type { PlanContent, Placement } from '../../domain/plan'

/** What a plan's content says that cannot be meant, in words. Empty: it is sound. */
export const planProblems = (content: PlanContent, knownHosts: ReadonlySet<HostId>): readonly string[] => [
  ...duplicateStages(content),
  ...duplicatePlacements(content),
  ...badTargets(content, knownHosts),
  ...badOrder(content),
]

const duplicateStages = ({ stages }: PlanContent): readonly string[] => {
  const seen = new Set<string>()
  return stages.flatMap(({ id, name }) => {
    if (seen.has(id)) return [`The stage “${name}” has the id of another stage`]
    seen.add(id)
    return []
  })
}

const placementsOf = ({ stages }: PlanContent) =>
  stages.flatMap((stage, index) => stage.placements.map((placement) => ({ placement, stage, index })))

const duplicatePlacements = (content: PlanContent): readonly string[] => {
  const placed = new Map<VmId, string>()
  return placementsOf(content).flatMap(({ placement, stage }) => {
    const before = placed.get(placement.vmId)
    placed.set(placement.vmId, stage.name)
    return before === undefined ? [] : [`${placement.vmName} is placed twice: in “${before}” and in “${stage.name}”`]
  })
}

const badTargets = (content: PlanContent, knownHosts: ReadonlySet<HostId>): readonly string[] =>
  placementsOf(content).flatMap(({ placement }) => {
    if (placement.targetHostId === null) return []
    if (placement.action !== 'migrate') return [`${placement.vmName} has a target host, but its action is not “migrate”`]
    return knownHosts.has(placement.targetHostId) ? [] : [`The target host of ${placement.vmName} does not exist (any more)`]
  })

const badOrder = (content: PlanContent): readonly string[] => {
  const all = placementsOf(content)
  const byVm = new Map(all.map((one) => [one.placement.vmId, one]))
  const problems = all.flatMap(({ placement, index }) =>
    placement.after.flatMap((vmId) => {
      const other = byVm.get(vmId)
      if (other === undefined) return [`${placement.vmName} waits for a VM that this plan does not place`]
      if (other.index > index)
        return [`${placement.vmName} waits for ${other.placement.vmName}, which comes in a later stage (“${other.stage.name}”)`]
      return []
    }),
  )
  return [...problems, ...circles(all.map(({ placement }) => placement))]
}

/** Takes away, again and again, what waits for nothing; what remains waits in a circle (or for one). */
const circles = (placements: readonly Placement[]): readonly string[] => {
  let left = placements
  for (;;) {
    const ids = new Set(left.map(({ vmId }) => vmId))
    const stuck = left.filter(({ after }) => after.some((vmId) => ids.has(vmId)))
    if (stuck.length === 0) return []
    if (stuck.length === left.length)
      return [
        `These VMs wait for each other: ${stuck
          .slice(0, 5)
          .map(({ vmName }) => vmName)
          .join(', ')}`,
      ]
    left = stuck
  }
}
