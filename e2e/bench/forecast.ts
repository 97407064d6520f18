import type { PlanContent } from '../../server/domain/plan'
import { createForecaster } from '../../server/planner/forecaster'
import type { Benchmark, Figure } from './figure'
import { median } from './figure'
import { coverageOf } from './forecast/coverage'
import { benchSite, type BenchSite, withDrag, withStageMoved, withTrigger } from './forecast/site'
import { verbTimes } from './forecast/verb-times'

const EDITS = 60
const WARM_UP = 15
const VM_COUNTS = [2_000, 10_000] as const
/** What the issue asks of a plan for so many VMs. */
const GOAL_VMS = 2_000
const GOAL_MS = 100
const VMS_PER_HOST = 20
const STAGES = 5

const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

const millisecondsOf = (work: () => unknown): number => {
  const before = performance.now()
  work()
  return performance.now() - before
}

type Edit = (content: PlanContent, at: number) => PlanContent

/** What a person does in the builder: each is a plan of its own, foretold anew. */
const editsOf = (seed: number): Readonly<Record<string, Edit>> => ({
  'vm-drag': (content, at) => {
    const from = (at + seed) % STAGES
    const held = content.stages[from]?.placements.length ?? 0
    return withDrag(content, from, (from + 2) % STAGES, (at * 37 * seed) % Math.max(1, held))
  },
  'stage-drag': (content, at) => withStageMoved(content, (at + seed) % STAGES, (at + seed + 1) % STAGES),
  'trigger-edit': (content, at) => withTrigger(content, (at + seed) % STAGES, 60 + ((at * 17 * seed) % 1_200)),
})

const figureOf = (name: string, value: number, goal: number | null): Figure => ({
  name: `forecast.${name}`,
  value,
  unit: 'ms',
  goal,
  better: 'lower',
})

const quantiles = (name: string, times: readonly number[], goal: number | null): readonly Figure[] => [
  figureOf(`${name}.p50`, median(times), goal),
  figureOf(`${name}.p95`, quantile(times, 0.95), goal),
  figureOf(`${name}.max`, quantile(times, 1), null),
]

const editFigures = (site: BenchSite, vmCount: number, seed: number): readonly Figure[] => {
  const forecaster = createForecaster(site)
  const goal = vmCount <= GOAL_VMS ? GOAL_MS : null
  return Object.entries(editsOf(seed)).flatMap(([kind, edit]) => {
    let { content } = site
    const times: number[] = []
    for (let at = 0; at < WARM_UP + EDITS; at += 1) {
      content = edit(content, at)
      const took = millisecondsOf(() => forecaster.forecast({ content }))
      if (at >= WARM_UP) times.push(took)
    }
    return quantiles(`${vmCount}.${kind}`, times, goal)
  })
}

/** As the engine makes it: with nothing kept from before; and what a person waits for behind a forecast. */
const otherFigures = (site: BenchSite, vmCount: number): readonly Figure[] => {
  const { content } = site
  const forecaster = createForecaster(site)
  const repeated = (times: number, work: () => unknown) => Array.from({ length: times }, () => millisecondsOf(work))
  const fresh = repeated(10, () => createForecaster({ ...site, world: { ...site.world } }).forecast({ content }))
  return [
    ...quantiles(`${vmCount}.fresh`, fresh, null),
    figureOf(`${vmCount}.with-band`, median(repeated(5, () => forecaster.forecast({ content, withBand: true }))), null),
    figureOf(`${vmCount}.moments`, median(repeated(2, () => forecaster.moments({ content }))), null),
  ]
}

const coverageFigures = (seed: number): readonly Figure[] => {
  const found = coverageOf(seed)
  const percent = (name: string, value: number, goal: number | null): Figure => ({
    name: `forecast.band.${name}`,
    value,
    unit: '%',
    goal,
    better: 'higher',
  })
  return [
    percent('end-held', found.endPercent, 90),
    percent('empty-held', found.emptyPercent, 90),
    percent('runtime-held', found.runtimePercent, 90),
    percent('bars-ended-in-time', found.barPercent, null),
    percent('no-worse-than-worst', found.worstPercent, null),
    { ...percent('late-end-to-worst', 100 * found.lateEndToWorst, null), better: 'lower' },
  ]
}

/**
 * `forecast`: how long a plan takes to be foretold after each kind of edit, by the planner alone and by the verb with the store, and
 * how often its bands hold what then comes.
 */
export const forecast: Benchmark = async ({ vmCount, seed }) => {
  const figures: Figure[] = []
  for (const vms of vmCount === null ? VM_COUNTS : [vmCount]) {
    const site = benchSite(vms, Math.max(2, Math.round(vms / VMS_PER_HOST)))
    figures.push(...editFigures(site, vms, seed), ...otherFigures(site, vms))
    const times = await verbTimes(site, editsOf(seed)['vm-drag'] ?? ((content) => content))
    figures.push(...quantiles(`${vms}.verb`, times, vms <= GOAL_VMS ? GOAL_MS : null))
  }
  return [...figures, ...coverageFigures(seed)]
}
