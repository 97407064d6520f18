import type { z } from 'zod'
import type { PlanContent, planContentSchema } from '../domain/plan'
import type { PowerDeviceView, World } from '../domain/world'
import { priorDurations } from '../planner/durations'
import type { RoomQuestion } from '../planner/room-candidate'
import { device, feed, group, host, hostId, plan, stageId, vm, vmId, world } from './world-samples'

/**
 * Three rows of one cluster: `a` is short of battery and wants to move its VM, `b` hangs on a battery that lasts long, `c` is on mains,
 * and its host is down.
 */
export const rowsWorld = (given: Partial<World> = {}): World =>
  world({
    hosts: [host('a1'), host('b1'), host('c1', { connection: 'down' })],
    vms: [vm('web', 'a1'), vm('db', 'a1'), vm('app', 'b1')],
    feeds: [feed('ups-a', 'a1'), feed('ups-b', 'b1'), feed('ups-c', 'c1')],
    groups: [group(['ups-a'], 1, 'a'), group(['ups-b'], 1, 'b'), group(['ups-c'], 1, 'c')],
    ...given,
  })

/** 300 W of 1,000 W, for so long at that load. */
export const upsOf = (name: string, runtimeSeconds: number, given: Partial<PowerDeviceView> = {}): PowerDeviceView =>
  device(
    name,
    {
      supply: 'battery',
      secondsOnBattery: 5,
      onBatterySinceMs: 0,
      decidingRuntimeSeconds: runtimeSeconds,
      runtimeCurve: [0.1, 0.3, 0.6, 1].map((loadShare) => ({ loadShare, seconds: (runtimeSeconds * 0.3) / loadShare })),
      ...given,
    },
    { outputWatts: 300, loadPercent: 30, nominalWatts: 1_000 },
  )

export const rowsDevices = (b: Partial<PowerDeviceView> = {}): readonly PowerDeviceView[] => [
  upsOf('ups-a', 900),
  upsOf('ups-b', 7_200, b),
  upsOf('ups-c', 900, { supply: 'mains', secondsOnBattery: null, onBatterySinceMs: null }),
]

type PlanInput = z.input<typeof planContentSchema>
const after = (seconds: number) => [{ kind: 'seconds-on-battery' as const, seconds }]

/** Moves `web`, then ends all that nobody placed. To a battery, too, which the schema of plans does not let through yet. */
export const movingPlan = ({
  moveTo = 'battery-with-room',
  ...given
}: Omit<Partial<PlanInput>, 'moveTo'> & Partial<Pick<PlanContent, 'moveTo'>> = {}): PlanContent => ({
  ...plan({
    reserveSeconds: 60,
    stages: [
      {
        id: stageId('move'),
        name: 'Move',
        triggers: after(5),
        placements: [{ vmId: vmId('web'), vmName: 'web', action: 'migrate', fallback: 'shutdown' }],
      },
      { id: stageId('rest'), name: 'Rest', triggers: after(60), placements: [] },
    ],
    ...given,
  }),
  moveTo,
})

/** Ends everything after so long. */
export const stayingPlan = (seconds = 1_800, given: Partial<PlanInput> = {}): PlanContent =>
  plan({ reserveSeconds: 120, stages: [{ id: stageId('all'), name: 'All', triggers: after(seconds), placements: [] }], ...given })

export const rowsQuestion = (given: Partial<RoomQuestion> = {}): RoomQuestion => {
  const site = given.world ?? rowsWorld()
  const [a, b] = site.groups
  if (a === undefined || b === undefined) throw new Error('two groups are asked about')
  return {
    world: site,
    devices: rowsDevices(),
    durations: priorDurations,
    mover: { group: a, content: movingPlan(), hostIds: new Set([hostId('a1')]), run: null },
    others: [{ group: b, content: stayingPlan(), hostIds: new Set([hostId('b1')]), run: null }],
    nowMs: 0,
    ...given,
  }
}
