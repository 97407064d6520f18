import { nextWave, waveGate } from '../../server/decide/start-waves'
import { awaitsWave, type RunWithSteps, type Step } from '../../server/domain/run'
import type { World } from '../../server/domain/world'
import { checkRun } from '../../server/planner/check-run'
import { priorDurations } from '../../server/planner/durations'
import type { Pieces } from '../../server/planner/pieces'
import { ranBefore } from '../../server/planner/recovery/ran-before'
import { sustainInPieces } from '../../server/planner/recovery/restart-budget'
import { byAnotherHand } from '../../server/planner/recovery/switched-off'
import { planRecovery } from '../../server/planner/recovery-steps'
import { runWith } from '../../server/testing/run-samples'
import { onVm, RUN_ID, step, stepIds } from '../../server/testing/world-samples'
import type { Benchmark, Figure } from './figure'
import { median } from './figure'
import { benchSite, type BenchSite } from './forecast/site'

const VM_COUNT = 2_000
const VMS_PER_HOST = 20
const REPEATED = 7
/** So long the engine may do nothing else: half of what it has from a reading to a decision. */
const GOAL_MS = 50
const BEGAN_MS = 1_000_000
const NOW_MS = 2_000_000

const millisecondsOf = (work: () => unknown): number => {
  const before = performance.now()
  work()
  return performance.now() - before
}

/** The longest that nothing else could be done, and the whole. */
const piecesOf = (pieces: Pieces<unknown>): { readonly longestMs: number; readonly totalMs: number } => {
  let [longestMs, totalMs] = [0, 0]
  for (let isDone = false; !isDone;) {
    const took = millisecondsOf(() => {
      isDone = pieces.next().done === true
    })
    longestMs = Math.max(longestMs, took)
    totalMs += took
  }
  return { longestMs, totalMs }
}

const figureOf = (name: string, values: readonly number[], goal: number | null): Figure => ({
  name: `restart.${name}`,
  value: median(values),
  unit: 'ms',
  goal,
  better: 'lower',
})

const repeated = <T>(work: () => T): readonly T[] => Array.from({ length: REPEATED }, work)

/** Everything was shut down in an outage that is over. */
const endedOf = ({ world }: BenchSite): { readonly world: World; readonly run: RunWithSteps } => {
  const steps = world.vms.map((vm, at): Step =>
    step(at + 1, {
      ...{ object: onVm(vm.name), action: 'shutdown', state: 'done', startedAtMs: BEGAN_MS, endedAtMs: BEGAN_MS + 60_000 },
      before: { power: 'on', hostId: vm.hostId, inMaintenance: false, macs: [] },
    }),
  )
  return {
    world: { ...world, vms: world.vms.map((vm) => ({ ...vm, power: 'off' as const })) },
    run: runWith(steps, { phase: 'recovering', mainsBackAtMs: NOW_MS - 60_000, outageStartedAtMs: BEGAN_MS }),
  }
}

const wayBackOf = (site: BenchSite, { world, run }: ReturnType<typeof endedOf>) =>
  planRecovery({
    ...{ runId: RUN_ID, content: site.content, world, steps: run.steps, durations: priorDurations },
    ...{ nextSeq: run.steps.length + 1, makeId: stepIds('up') },
  })

const budgetOf = (site: BenchSite, { world, run }: ReturnType<typeof endedOf>, chargePercent: number) => {
  const wave = nextWave(run)
  const next = run.steps.filter((each) => awaitsWave(run, each) && each.wave?.no === wave?.no)
  const devices = site.devices.map((device) => ({
    ...device,
    supply: 'mains' as const,
    decidingChargePercent: chargePercent,
    decidingRuntimeSeconds: (device.decidingRuntimeSeconds ?? 0) * (chargePercent / 100),
  }))
  const asItBegan = { watts: 24_000, loadPercent: null, runtimeSeconds: 5_400, chargePercent: 100 }
  const before = site.devices.slice(0, 1).map(({ id }) => ({ deviceId: id, ...asItBegan }))
  return sustainInPieces({
    ...{ content: site.content, groupId: site.groupId, world, devices, durations: priorDurations, run },
    ...{ next: new Set(next.map(({ id }) => id)), before },
  })
}

/**
 * `restart`: what a way back of 2,000 VMs costs the engine: its plan and the check of it, what the batteries allow of it (R2), and the record of what ran
 * as an outage began (R1), at every look.
 */
export const restart: Benchmark = async ({ vmCount }) => {
  const vms = vmCount ?? VM_COUNT
  const site = benchSite(vms, Math.max(2, Math.round(vms / VMS_PER_HOST)))
  const ended = endedOf(site)
  const planned = repeated(() => millisecondsOf(() => wayBackOf(site, ended)))
  const steps = [...ended.run.steps, ...wayBackOf(site, ended).steps]
  const back = { ...ended, run: { ...ended.run, steps } }
  const budgets = repeated(() => piecesOf(budgetOf(site, back, 20)))
  const hostIds = new Set(site.world.hosts.map(({ id }) => id))
  const outage = runWith([], { phase: 'shedding', outageStartedAtMs: BEGAN_MS, startedAtMs: BEGAN_MS })
  const world = { ...site.world, managers: site.world.managers.map((each) => ({ ...each, refreshedAtMs: BEGAN_MS })) }
  const record = () =>
    ranBefore({ run: outage, world, hostIds, nowMs: BEGAN_MS, runId: RUN_ID, nextSeq: 1, makeId: stepIds('r') })
  const recorded = { ...outage, steps: record()?.steps ?? [] }
  const offNow = { ...world, vms: world.vms.map((vm, at) => (at % 50 === 0 ? { ...vm, power: 'off' as const } : vm)) }
  const wave = nextWave(back.run)
  return [
    figureOf(`${vms}.way-back`, planned, GOAL_MS),
    figureOf(
      `${vms}.check`,
      repeated(() => millisecondsOf(() => checkRun(ended.world, steps))),
      GOAL_MS,
    ),
    figureOf(
      `${vms}.budget.longest-piece`,
      budgets.map(({ longestMs }) => longestMs),
      GOAL_MS,
    ),
    figureOf(
      `${vms}.budget.whole`,
      budgets.map(({ totalMs }) => totalMs),
      null,
    ),
    figureOf(
      `${vms}.waves`,
      repeated(() => millisecondsOf(() => wave && waveGate(back.run, wave, new Set(), NOW_MS))),
      GOAL_MS,
    ),
    figureOf(
      `${vms}.record`,
      repeated(() => millisecondsOf(record)),
      GOAL_MS,
    ),
    figureOf(
      `${vms}.record.look`,
      repeated(() => millisecondsOf(() => byAnotherHand(recorded, offNow, [recorded]))),
      GOAL_MS,
    ),
  ]
}
