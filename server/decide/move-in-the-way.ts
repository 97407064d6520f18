import { mayBeMoving, type RunWithSteps, type Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'

/** It was called, or may copy disks at any moment. What waits itself is in nobody's way: two would wait for each other. */
const isAtWork = (step: Step): boolean => mayBeMoving(step) && (step.attempts.length > 0 || step.storage !== undefined)

const isInTheWay = ({ id, object, action }: Step, other: Step): boolean =>
  other.id !== id &&
  isAtWork(other) &&
  (object.kind === 'vm'
    ? other.object.id === object.id
    : action === 'shutdown-host' && (other.before.hostId === object.id || other.targetHostId === object.id))

/**
 * The move of another step that a step waits for, in words: a VM that is moved is locked, and neither end of its move is switched off
 * under it (A5). Null: none.
 */
export const moveInTheWay = (step: Step, active: readonly RunWithSteps[]): string | null => {
  const moving = active.flatMap(({ steps }) => steps).find((other) => isInTheWay(step, other))
  if (moving === undefined) return null
  return say(moving.storage === undefined ? RUN_SENTENCES.stillMoved : RUN_SENTENCES.stillCopied, { name: moving.object.name })
}

/**
 * Moves of this run that hold up what other runs, which shed, have begun to end: they are called off for it (D11). A VM that is to be
 * moved by the other run as well is left to the move that it has.
 */
export const movesInTheWayOf = (run: RunWithSteps, shedding: readonly RunWithSteps[]): readonly Step[] => {
  const isWaiting = ({ direction, state, action, attempts }: Step): boolean =>
    direction === 'down' && state === 'running' && action !== 'migrate' && attempts.length === 0
  const waiting = shedding.filter(({ id }) => id !== run.id).flatMap(({ steps }) => steps.filter(isWaiting))
  return run.steps.filter((step) => isAtWork(step) && waiting.some(({ object }) => object.id === step.object.id))
}
