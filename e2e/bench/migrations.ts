import type { MigrationModel } from '../../server/domain/duration'
import { join } from 'node:path'
import { fitMigrationModel } from '../../server/planner/durations/migration-model'
import { testData } from '../../server/testing/require-peer'
import type { Benchmark, Figure } from './figure'
import { readPlans } from './migrations/plan-file'
import { readRuns } from './migrations/run-file'
import { scheduleFigures } from './migrations/schedule'
import { crossValidated, foreseenBy, type Recorded, samplesOf, type Scores } from './migrations/score'
import { topologyOf } from './migrations/topology'

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

const recordedIn = (plansFolder: string, runsFolder: string): Recorded => {
  const plans = readPlans(plansFolder)
  const { runs, strangers } = readRuns(
    runsFolder,
    plans.map(({ name }) => name),
  )
  if (strangers.length > 0) tell(`left out, for there is no plan of that name: ${strangers.join(', ')}`)
  return { plans, runs, topology: topologyOf(plans) }
}

const sharesOff = (
  scores: readonly { readonly foreseenSeconds: number; readonly measuredSeconds: number }[],
): readonly number[] => scores.map(({ foreseenSeconds, measuredSeconds }) => Math.abs(foreseenSeconds / measuredSeconds - 1))

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length

const middle = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2
}

const percent = (name: string, share: number, goal: number | null = null, better: Figure['better'] = 'lower'): Figure => ({
  name,
  value: 100 * share,
  unit: '%',
  goal,
  better,
})

const durationFigures = (scores: Scores): readonly Figure[] => {
  const off = sharesOff(scores.moves)
  return [
    percent('migrations.mape', mean(off), 5),
    percent('migrations.median-error', middle(off)),
    percent(
      'migrations.p95-coverage',
      mean(scores.moves.map(({ measuredSeconds, worstSeconds }) => (measuredSeconds <= worstSeconds ? 1 : 0))),
      90,
      'higher',
    ),
    percent('migrations.makespan.mape', mean(sharesOff(scores.runs))),
    { name: 'migrations.moves', value: scores.moves.length, unit: 'moves', goal: null, better: 'higher' },
    { name: 'migrations.unforeseen', value: scores.missing, unit: 'moves', goal: 0, better: 'lower' },
  ]
}

const tellModel = ({ overheadSeconds, wireFactor, saturatedFactor, spread, moveCount }: MigrationModel): void =>
  tell(
    `fitted to ${moveCount} moves: ${overheadSeconds.toFixed(2)} s + ${wireFactor.toFixed(3)} × wire + ${saturatedFactor.toFixed(3)} × wire while the target's outgoing link is full; p95 ${spread.p95Seconds.toFixed(2)} × that`,
  )

/**
 * How well the durations of recorded live migrations are foreseen: by a model fitted to the runs of `--train DIR` (its `plans` and
 * `runs`), else of each plan by one fitted to the runs of all other plans. What goes on at once is played, never read from the run.
 * And how well the planner brings the same moves into an order.
 */
export const migrations: Benchmark = async ({ plansFolder, runsFolder, trainFolder }) => {
  const [plans, runs] = [plansFolder ?? testData('migrations/plans'), runsFolder ?? testData('migrations/runs')]
  if (plans === null || runs === null) return []
  const recorded = recordedIn(plans, runs)
  const training = trainFolder === null ? recorded : recordedIn(join(trainFolder, 'plans'), join(trainFolder, 'runs'))
  const model = fitMigrationModel(samplesOf(training.plans, training.runs, training.topology))
  tellModel(model)
  const scores = trainFolder === null ? crossValidated(recorded) : foreseenBy(model, recorded)
  return [...durationFigures(scores), ...scheduleFigures(recorded.plans, recorded.topology, model, tell)]
}
