import {
  deviceIdSchema,
  managerIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
  vmIdOf,
} from '../../../../server/domain/ids'
import { type PlanContent, planContentSchema } from '../../../../server/domain/plan'
import type { JournalEntry } from '../../../../server/domain/journal'
import { type RunWithSteps, type Step, withoutRecords } from '../../../../server/domain/run'
import { callMutation } from '../../../../server/services/call-verb'
import { docOf } from '../../../../server/services/latest-doc'
import { setMode } from '../../../../server/services/plans/set-mode'
import { smallDatacenter } from '../../../../server/simulator/small-datacenter'
import type { VmConfig, WorldConfig } from '../../../../server/simulator/world/config'
import { until } from '../../../../server/testing/require-peer'
import { type CommandedSite, startCommandedSite } from '../../ups/commanded-site'

const [upsModel, hostModel, vmModel] = [smallDatacenter.upses[0], smallDatacenter.hosts[0], smallDatacenter.vms[0]]
if (upsModel === undefined || hostModel === undefined || vmModel === undefined) throw new Error('the small datacenter is empty')

const vmOf = (vmid: number, name: string, hostName: string, tag: string): VmConfig => ({
  ...vmModel,
  vmid,
  name,
  hostName,
  uuid: `00000000-0000-4000-8000-000000000${vmid}`,
  mac: `BC:24:11:00:04:${vmid - 400}`,
  stopSeconds: 1,
  startSeconds: 1,
  agentSeconds: null,
  tags: [tag],
})

/** A battery for two and a half minutes, told in whole ones; two guests of the highest tier, and two of the lowest. */
const config: WorldConfig = {
  ...smallDatacenter,
  groups: [{ name: 'Row', requiredDevices: 1 }],
  upses: [
    {
      ...upsModel,
      name: 'ups',
      groupName: 'Row',
      family: 'apc-powernet',
      ratedWatts: 500,
      battery: { ...upsModel.battery, fullLoadRuntimeSeconds: 200, rechargeSeconds: 100_000, lowRuntimeSeconds: 5 },
      startChargePercent: 80,
    },
  ],
  hosts: ['host-1', 'host-2'].map((name) => ({ ...hostModel, name, feeds: ['ups'] })),
  vms: [
    vmOf(411, 'gold-1', 'host-1', 'tier-0'),
    vmOf(412, 'gold-2', 'host-2', 'tier-0'),
    vmOf(421, 'scrap-1', 'host-1', 'tier-3'),
    vmOf(422, 'scrap-2', 'host-2', 'tier-3'),
  ],
}

const MANAGER = managerIdSchema.parse('pve')
const ROW = powerGroupIdSchema.parse('row')
const PLAN = planIdSchema.parse('plan')
const VERSION = planVersionIdSchema.parse('version')

/** The most important ones stand first in it: it is their value that decides, not their place. */
const contentOf = (triggerSeconds: number, policy: Partial<Pick<PlanContent, 'shedding' | 'longOutage'>>): PlanContent =>
  planContentSchema.parse({
    reserveSeconds: 10,
    stages: [
      {
        id: 'all',
        name: 'All',
        triggers: [{ kind: 'seconds-on-battery', seconds: triggerSeconds }],
        placements: config.vms.map(({ name, uuid, vmid }) => ({
          vmId: vmIdOf(MANAGER, { uuid, nativeId: String(vmid) }),
          vmName: name,
          action: 'shutdown',
          limitSeconds: 10,
        })),
      },
    ],
    ...policy,
    recovery: { minChargePercent: 0, steadySeconds: 0, startVms: true, moveHome: false, startLimitSeconds: 60 },
  })

export interface TieredSite {
  readonly commanded: CommandedSite
  readonly groupId: typeof ROW
  readonly content: PlanContent
  /** Names of guests that run, in order. */
  running(): readonly string[]
  untilRun(what: string, isSo: (run: RunWithSteps) => boolean): Promise<RunWithSteps>
  journalled(kind: string): Promise<readonly JournalEntry[]>
}

export const stepOf = (run: RunWithSteps, name: string): Step | undefined =>
  run.steps.find(({ object, direction }) => object.name === name && direction === 'down')

export const areDone = (run: RunWithSteps, ...names: readonly string[]): boolean =>
  names.every((name) => stepOf(run, name)?.state === 'done')

/** Guests of the highest and of the lowest tier on one UPS, with an armed plan of one stage and this policy. */
export const startTieredSite = async (
  triggerSeconds: number,
  policy: Partial<Pick<PlanContent, 'shedding' | 'longOutage'>>,
): Promise<TieredSite> => {
  const content = contentOf(triggerSeconds, policy)
  const commanded = await startCommandedSite(config)
  const { world } = commanded
  await world.store.write(async (tx) => {
    await tx.groups.put({ id: ROW, name: 'Row', deviceIds: [deviceIdSchema.parse('ups')], requiredDevices: 1 })
    const plan = { id: PLAN, name: 'Row', powerGroupId: ROW, mode: 'unarmed' as const, createdAtMs: 0 }
    await tx.plans.put({ ...plan, publishedVersionId: null })
    await tx.plans.addVersion({ id: VERSION, planId: PLAN, number: 1, content, createdBy: 'test', createdAtMs: 0, note: null })
    await tx.plans.put({ ...plan, publishedVersionId: VERSION })
  })
  const armed = { planId: PLAN, mode: 'armed' as const, reason: 'a test', actsAtOnce: true }
  await callMutation(world.host, setMode, world.caller('admin'), armed)
  const { read } = world.store
  await until('the plan to be known', async () => docOf('group', await read.latest.get('group', ROW))?.planName === 'Row')
  const newestRun = async (): Promise<RunWithSteps | null> => {
    const newest = (await read.runs.list({ limit: 1, kind: 'outage' })).at(0)
    const run = newest === undefined ? null : await read.runs.get(newest.id)
    return run === null ? null : withoutRecords(run)
  }
  return {
    commanded,
    groupId: ROW,
    content,
    running: () =>
      [...commanded.site.world.state.vms.values()]
        .filter(({ power }) => power === 'on')
        .map((vm) => vm.config.name)
        .toSorted(),
    untilRun: (what, isSo) =>
      until(
        what,
        async () => {
          const run = await newestRun()
          return run !== null && isSo(run) ? run : null
        },
        120_000,
      ),
    journalled: (kind) => read.journal.page({ kinds: [kind], limit: 20 }),
  }
}
