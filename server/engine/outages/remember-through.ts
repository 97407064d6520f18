import type { RunWithSteps } from '../../domain/run'
import type { World } from '../../domain/world'
import { cameThroughNow } from '../../planner/lost-power'
import type { RunBook } from '../run-book'

/** Writes down, once told, how what a run never came to came through the outage: an engine that is restarted knows it too (A1, R6). */
export const rememberThrough = async (book: RunBook, run: RunWithSteps, world: World, nowMs: number): Promise<void> => {
  const found = cameThroughNow(run, world)
  if (found.size === 0) return
  const stepIds = run.steps.flatMap(({ id }) => (found.has(id) ? [id] : []))
  await book.change(
    run.id,
    {
      stepIds,
      patchStep: (step) => {
        const was = found.get(step.id)
        return was === undefined ? step : { ...step, cameThrough: { was, atMs: nowMs } }
      },
    },
    [],
  )
}
