import { createForecaster } from '../../server/planner/forecaster'
import type { Benchmark, Figure } from './figure'
import { median } from './figure'
import { benchSite, withDrag } from './forecast/site'

const DRAGS = 100
const WARM_UP = 20
const VMS = 2_000
const VMS_PER_HOST = 20
const STAGES = 5

const p95 = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN
}

const millisecondsOf = (work: () => unknown): number => {
  const before = performance.now()
  work()
  return performance.now() - before
}

/** `forecast`: one VM after the other is dragged to another stage, and the plan foretold anew each time. */
export const forecast: Benchmark = ({ vmCount, seed }) => {
  const vms = vmCount ?? VMS
  const site = benchSite(vms, Math.max(2, Math.round(vms / VMS_PER_HOST)))
  const forecaster = createForecaster(site)
  let { content } = site
  const drags: number[] = []
  const moments: number[] = []
  const fresh: number[] = []
  for (let drag = 0; drag < WARM_UP + DRAGS; drag += 1) {
    const from = (drag + seed) % STAGES
    const held = content.stages[from]?.placements.length ?? 0
    content = withDrag(content, from, (from + 2) % STAGES, (drag * 37 * seed) % Math.max(1, held))
    const took = millisecondsOf(() => forecaster.forecast({ content }))
    if (drag < WARM_UP) continue
    drags.push(took)
    if (drag % 10 !== 0) continue
    // As the first time: a world nobody has looked at yet.
    fresh.push(millisecondsOf(() => createForecaster({ ...site, world: { ...site.world } }).forecast({ content })))
    moments.push(millisecondsOf(() => forecaster.moments({ content })))
  }
  const figure = (name: string, value: number, goal: number | null): Figure => ({
    name: `forecast.${name}`,
    value,
    unit: 'ms',
    goal,
    better: 'lower',
  })
  return Promise.resolve([
    figure('drag-median', median(drags), 100),
    figure('drag-p95', p95(drags), 100),
    figure('fresh-median', median(fresh), null),
    figure('fresh-p95', p95(fresh), null),
    figure('moments-median', median(moments), null),
  ])
}
