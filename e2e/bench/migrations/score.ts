import type { MigrationModel } from '../../../server/domain/duration'
import type { MoveTimer } from '../../../server/domain/sequence'
import { fitMigrationModel, type MeasuredMoveSample, moveTimer } from '../../../server/planner/durations/migration-model'
import type { MigrationPlan } from './plan-file'
import { copyOf, playPlan } from './played-plan'
import type { MeasuredRun } from './run-file'
import { saturatedShareOf } from './saturation'
import type { Topology } from './topology'

/** Plans with what was measured of them. */
export interface Recorded {
  readonly plans: readonly MigrationPlan[]
  readonly runs: readonly MeasuredRun[]
  readonly topology: Topology
}

export interface MoveScore {
  readonly planName: string
  readonly file: string
  readonly vmId: string
  readonly foreseenSeconds: number
  readonly worstSeconds: number
  readonly measuredSeconds: number
}

export interface RunScore {
  readonly planName: string
  readonly file: string
  readonly foreseenSeconds: number
  readonly measuredSeconds: number
}

export interface Scores {
  readonly moves: readonly MoveScore[]
  readonly runs: readonly RunScore[]
  readonly missing: number
}

/** Moves of the runs, with what else went on meanwhile, to learn from. */
export const samplesOf = (
  plans: readonly MigrationPlan[],
  runs: readonly MeasuredRun[],
  topology: Topology,
): readonly MeasuredMoveSample[] =>
  runs.flatMap(({ planName, moves }) => {
    const plan = plans.find(({ name }) => name === planName)
    if (plan === undefined) return []
    return moves.map((move) => ({
      ...copyOf(plan, move),
      saturatedShare: saturatedShareOf(move, moves, topology),
      seconds: move.endSeconds - move.startSeconds,
      isCensored: false,
    }))
  })

/** What the model foresees of one plan, against its runs. */
const scoreOf = (plan: MigrationPlan, runs: readonly MeasuredRun[], topology: Topology, model: MigrationModel): Scores => {
  const timer: MoveTimer = moveTimer(model)
  const played = new Map(playPlan(plan, topology, timer).map((move) => [`${move.vmId} ${move.fromId} ${move.toId}`, move]))
  const slow = model.spread.p95Seconds / model.spread.p50Seconds
  const foreseenEnd = Math.max(0, ...[...played.values()].map(({ endSeconds }) => endSeconds))
  let missing = 0
  const moves = runs.flatMap(({ file, moves: measured }) =>
    measured.flatMap((move): MoveScore[] => {
      const foreseen = played.get(`${move.vmId} ${move.fromId} ${move.toId}`)
      if (foreseen === undefined) {
        missing += 1
        return []
      }
      const foreseenSeconds = foreseen.endSeconds - foreseen.startSeconds
      return [
        {
          planName: plan.name,
          file,
          vmId: move.vmId,
          foreseenSeconds,
          worstSeconds: foreseenSeconds * slow,
          measuredSeconds: move.endSeconds - move.startSeconds,
        },
      ]
    }),
  )
  return {
    moves,
    runs: runs.map(({ file, moves: measured }) => ({
      planName: plan.name,
      file,
      foreseenSeconds: foreseenEnd,
      measuredSeconds: Math.max(...measured.map(({ endSeconds }) => endSeconds)),
    })),
    missing,
  }
}

const together = (scores: readonly Scores[]): Scores => ({
  moves: scores.flatMap(({ moves }) => moves),
  runs: scores.flatMap(({ runs }) => runs),
  missing: scores.reduce((sum, { missing }) => sum + missing, 0),
})

/** Each plan foreseen by a model that was fitted to the runs of all others. */
export const crossValidated = ({ plans, runs, topology }: Recorded): Scores =>
  together(
    plans.map((plan) => {
      const others = runs.filter(({ planName }) => planName !== plan.name)
      const own = runs.filter(({ planName }) => planName === plan.name)
      return scoreOf(plan, own, topology, fitMigrationModel(samplesOf(plans, others, topology)))
    }),
  )

/** Every plan foreseen by a model that was fitted to other recorded runs. */
export const foreseenBy = (model: MigrationModel, { plans, runs, topology }: Recorded): Scores =>
  together(
    plans.map((plan) =>
      scoreOf(
        plan,
        runs.filter(({ planName }) => planName === plan.name),
        topology,
        model,
      ),
    ),
  )
