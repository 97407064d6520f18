import { randomUUID } from 'node:crypto'
import { type HostId, stepIdSchema } from '../../domain/ids'
import { isInOutage, type RunWithSteps } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import type { World } from '../../domain/world'
import { ranBefore } from '../../planner/recovery/ran-before'
import { byAnotherHand } from '../../planner/recovery/switched-off'
import type { RunBook } from '../run-book'
import { nextSeq } from './outage-steps'

const mayRecord = (run: RunWithSteps): boolean => isInOutage(run) && !run.dryRun && run.abandoned !== true

/** Writes down, as an outage begins, what runs then: an engine that is restarted after it knows what an empty battery took (R1, A1). */
export const recordRan = async (
  book: RunBook,
  run: RunWithSteps,
  world: World,
  hostIds: () => ReadonlySet<HostId>,
  nowMs: number,
): Promise<void> => {
  const managers = world.managers.map(({ id }) => id)
  if (!mayRecord(run) || managers.every((id) => run.recordedManagerIds?.includes(id) === true)) return
  const found = ranBefore({
    run,
    world,
    hostIds: hostIds(),
    nowMs,
    runId: run.id,
    nextSeq: nextSeq(run),
    makeId: () => stepIdSchema.parse(randomUUID()),
  })
  if (found === null) return
  await book.change(
    run.id,
    {
      run: { recordedManagerIds: [...(run.recordedManagerIds ?? []), ...found.managerIds] },
      newSteps: found.steps,
      stepIds: found.retired,
      patchStep: (step) => ({ ...step, state: 'skipped', result: RUN_SENTENCES.switchedOff }),
    },
    [],
  )
}

/** Writes down, while an outage lasts, what somebody switches off by hand: nobody could tell after it (R6, A1). */
export const recordSwitchedOff = async (book: RunBook, run: RunWithSteps, world: World): Promise<void> => {
  if (!mayRecord(run)) return
  const { off, onAgain } = byAnotherHand(run, world, book.active)
  if (off.length === 0 && onAgain.length === 0) return
  const isOff = new Set(off)
  await book.change(
    run.id,
    {
      stepIds: [...off, ...onAgain],
      patchStep: (step) =>
        isOff.has(step.id)
          ? { ...step, state: 'skipped', result: RUN_SENTENCES.switchedOff }
          : { ...step, state: 'cancelled', result: RUN_SENTENCES.ranThen },
    },
    [],
  )
}
