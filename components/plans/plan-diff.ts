import type { Placement, PlanContent, Stage } from '@/server/domain/plan'

/** What holds for the whole plan, part by part. */
export const PLAN_SETTINGS = [
  'reserveSeconds',
  'unplaced',
  'shedding',
  'moveTo',
  'longOutage',
  'hosts',
  'recovery',
] as const satisfies readonly (keyof PlanContent)[]

export type PlanSetting = (typeof PLAN_SETTINGS)[number]

/** What a version changes against the one that acts now, for the person who publishes it. */
export interface PlanDiff {
  readonly stagesAdded: readonly string[]
  readonly stagesRemoved: readonly string[]
  /** Renamed, reordered or fired by something else. */
  readonly stagesChanged: readonly string[]
  readonly vmsAdded: readonly string[]
  readonly vmsRemoved: readonly string[]
  readonly vmsMoved: readonly string[]
  readonly vmsChanged: readonly string[]
  /** Parts of what holds for the whole plan. */
  readonly settingsChanged: readonly PlanSetting[]
}

interface Placed {
  readonly placement: Placement
  readonly stage: Stage
}

const placedIn = (content: PlanContent): ReadonlyMap<string, Placed> =>
  new Map(
    content.stages.flatMap((stage) =>
      stage.placements.map((placement) => [String(placement.vmId), { placement, stage }] as const),
    ),
  )

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const EMPTY: PlanContent['stages'] = []

export const diffPlans = (before: PlanContent | null, after: PlanContent): PlanDiff => {
  const oldStages = before?.stages ?? EMPTY
  const oldPlaced = before ? placedIn(before) : new Map<string, Placed>()
  const newPlaced = placedIn(after)
  const order = (stages: readonly Stage[], stage: Stage): number => stages.findIndex(({ id }) => id === stage.id)
  const kept = after.stages.flatMap((stage) => {
    const old = oldStages.find(({ id }) => id === stage.id)
    return old ? [{ stage, old }] : []
  })
  const both = [...newPlaced].flatMap(([id, now]) => {
    const was = oldPlaced.get(id)
    return was ? [{ now, was }] : []
  })
  const name = ({ placement }: Placed): string => placement.vmName
  return {
    stagesAdded: after.stages.filter(({ id }) => !oldStages.some((old) => old.id === id)).map((stage) => stage.name),
    stagesRemoved: oldStages.filter(({ id }) => !after.stages.some((stage) => stage.id === id)).map((stage) => stage.name),
    stagesChanged: kept
      .filter(
        ({ stage, old }) =>
          stage.name !== old.name || !same(stage.triggers, old.triggers) || order(after.stages, stage) !== order(oldStages, old),
      )
      .map(({ stage }) => stage.name),
    vmsAdded: [...newPlaced].filter(([id]) => !oldPlaced.has(id)).map(([, placed]) => name(placed)),
    vmsRemoved: [...oldPlaced].filter(([id]) => !newPlaced.has(id)).map(([, placed]) => name(placed)),
    vmsMoved: both.filter(({ now, was }) => now.stage.id !== was.stage.id).map(({ now }) => name(now)),
    vmsChanged: both.filter(({ now, was }) => !same(now.placement, was.placement)).map(({ now }) => name(now)),
    settingsChanged: PLAN_SETTINGS.filter((part) => before === null || !same(before[part], after[part])),
  }
}
