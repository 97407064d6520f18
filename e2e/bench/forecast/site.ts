import {
  capabilities,
  device,
  feed,
  group,
  groupId,
  host,
  manager,
  plan,
  stageId,
  vm,
  vmId,
  world,
} from '../../../server/testing/world-samples'
import type { PlanContent, VmAction } from '../../../server/domain/plan'
import type { PowerDeviceView, World } from '../../../server/domain/world'
import type { PowerGroupId } from '../../../server/domain/ids'

const STAGES = 5
/** Of these hosts one in five hangs on another UPS, and can take VMs in. */
const ONE_ELSEWHERE_IN = 5
const ACTIONS: readonly VmAction[] = ['shutdown', 'shutdown', 'shutdown', 'shutdown', 'save-state', 'migrate', 'shutdown']

export interface BenchSite {
  readonly world: World
  readonly devices: readonly PowerDeviceView[]
  readonly groupId: PowerGroupId
  readonly content: PlanContent
}

/** A plan of five stages for so many VMs: most are shut down, some saved, some moved to the hosts of another UPS; hosts go last. */
export const benchSite = (vmCount: number, hostCount: number): BenchSite => {
  const names = Array.from({ length: hostCount }, (_, at) => `host${String(at).padStart(3, '0')}`)
  const isElsewhere = (at: number): boolean => at % ONE_ELSEWHERE_IN === ONE_ELSEWHERE_IN - 1
  const here = names.filter((_, at) => !isElsewhere(at))
  const vms = Array.from({ length: vmCount }, (_, at) =>
    vm(`vm${String(at).padStart(5, '0')}`, here[at % here.length] ?? null, {
      memoryMiB: 2048 + 1024 * (at % 8),
      cpuUsedPercent: 5 + (at % 60),
    }),
  )
  const placements = vms.map(({ name }, at) => ({
    vmId: vmId(name),
    vmName: name,
    action: ACTIONS[at % ACTIONS.length] ?? 'shutdown',
    after: at % 10 === 9 ? [vmId(`vm${String(at - STAGES).padStart(5, '0')}`)] : [],
  }))
  return {
    groupId: groupId(),
    world: world({
      managers: [manager({ capabilities: capabilities() })],
      hosts: names.map((name) => host(name, { memoryMiB: 1_048_576, cpuThreads: 128 })),
      vms,
      feeds: names.map((name, at) => feed(isElsewhere(at) ? 'other' : 'ups', name)),
      groups: [group(['ups']), group(['other'], 1, 'elsewhere')],
    }),
    devices: [
      device('ups', { supply: 'battery', decidingRuntimeSeconds: 5_400 }, { outputWatts: 300 * here.length }),
      device('other'),
    ],
    content: plan({
      stages: Array.from({ length: STAGES }, (_, at) => ({
        id: stageId(`stage${at}`),
        name: `Stage ${at + 1}`,
        triggers: [{ kind: 'seconds-on-battery', seconds: 60 + 300 * at }],
        placements: placements.filter((_, place) => place % STAGES === at),
      })),
      hosts: { action: 'shutdown', triggers: [{ kind: 'runtime-at-most', seconds: 2_400 }], limitSeconds: 600 },
    }),
  }
}

/** The same plan with one VM dropped elsewhere, as a drag in the builder does. */
export const withDrag = (content: PlanContent, from: number, to: number, vmAt: number): PlanContent => {
  const dragged = content.stages[from]?.placements[vmAt]
  if (dragged === undefined) return content
  const stages = content.stages.map((stage, at) => {
    const left = at === from ? stage.placements.filter((placement) => placement !== dragged) : stage.placements
    return { ...stage, placements: at === to ? [dragged, ...left] : left }
  })
  return { ...content, stages }
}

/** The same plan with two stages' places changed; each keeps the triggers of its new place, as in the builder. */
export const withStageMoved = (content: PlanContent, one: number, other: number): PlanContent => {
  const stages = content.stages.map((stage, at) => {
    const placed = content.stages[at === one ? other : at === other ? one : at]
    return placed === undefined ? stage : { ...placed, triggers: stage.triggers }
  })
  return { ...content, stages }
}

/** The same plan with another time for a stage. */
export const withTrigger = (content: PlanContent, stageAt: number, seconds: number): PlanContent => ({
  ...content,
  stages: content.stages.map((stage, at) =>
    at === stageAt ? { ...stage, triggers: [{ kind: 'seconds-on-battery' as const, seconds }] } : stage,
  ),
})
