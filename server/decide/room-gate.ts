import type { RunWithSteps, Step, StepAction } from '../domain/run'
import { isMove, isOpen } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import type { World } from '../domain/world'

/**
 * Why a move must not be called although what it waited for has ended; null: it may. It was planned into the room that other moves
 * of the run leave on its target: one that has not succeeded leaves none (D4).
 */
export const whyNoRoom = (
  { steps }: Pick<RunWithSteps, 'steps'>,
  { after, targetHostId }: Pick<Step, 'after' | 'targetHostId'>,
  action: StepAction,
  { hosts, vms }: Pick<World, 'hosts' | 'vms'>,
): string | null => {
  if (!isMove(action) || targetHostId === null) return null
  const failed = steps.filter((step) => after.includes(step.id) && isMove(step.action) && step.state !== 'done' && !isOpen(step))
  const stayed = failed
    .filter((step) => step.targetHostId !== targetHostId)
    .flatMap(({ object }) => vms.find(({ id, hostId }) => id === object.id && hostId === targetHostId) ?? [])
    .find(({ power }) => power !== 'off' && power !== 'saved')
  const host = hosts.find(({ id }) => id === targetHostId)
  return stayed === undefined ? null : say(RUN_SENTENCES.roomNotLeft, { host: host?.name ?? targetHostId, vm: stayed.name })
}
