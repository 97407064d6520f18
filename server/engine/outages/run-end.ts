import { currentAction } from '../../decide/schedule'
import { isEnded, isHalfway, isOpen, type Run, type RunWithSteps, type Step } from '../../domain/run'
import type { VmPower } from '../../domain/inventory'
import { isSeenUp, type World } from '../../domain/world'
import { ranBefore, wasTouched } from '../../planner/homecoming'
import { namesOfLost, neverCalled } from '../../planner/lost-power'
import { isSwitchedOff } from '../../planner/recovery/switched-off'
import { isSetAside } from '../../planner/safeguard-steps'
import { managerOf } from './outage-steps'

/**
 * How a run ends that has brought back what it can. What is kept back then is put back beside whatever comes: maintenance does not
 * wait for it, and the next outage has a run of its own, with the plan that is armed then (D11, R8).
 */
export const restoredEnd = ({ steps }: Pick<RunWithSteps, 'steps'>, nowMs: number): Partial<Run> =>
  steps.some(isOpen) ? { abandoned: true, restored: true, heldSinceMs: null, danger: null } : { phase: 'done', endedAtMs: nowMs }

/** A hold on what is put back beside everything else ends after this: nothing stays set aside because somebody forgot it (A6, R8). */
const LONGEST_HOLD_MS = 15 * 60_000

export const isHoldOver = ({ phase, abandoned, heldSinceMs }: Run, nowMs: number): boolean =>
  abandoned === true && !isEnded(phase) && heldSinceMs !== null && nowMs - heldSinceMs >= LONGEST_HOLD_MS

/** How a run ends that only had safeguards to put back; null: not yet. */
export const abandonedEnd = ({ phase, abandoned, restored, steps }: RunWithSteps, nowMs: number): Partial<Run> | null =>
  isEnded(phase) || abandoned !== true || steps.some(isOpen)
    ? null
    : { phase: restored === true ? 'done' : 'aborted', endedAtMs: nowMs }

const vmsTaken = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(({ object, direction }) => object.kind === 'vm' && direction === 'down')

/** How a VM, or a host, is seen now; null: it is not. */
export type PowerOf = (id: string) => VmPower | null

export const powerIn = ({ vms, hosts }: World): PowerOf => {
  const ofHosts = hosts.map((host): [string, VmPower] => [host.id, isSeenUp(host) ? 'on' : 'unknown'])
  const powers = new Map<string, VmPower>([...ofHosts, ...vms.map(({ id, power }): [string, VmPower] => [id, power])])
  return (id) => powers.get(id) ?? null
}

/**
 * Objects that this run took down and that no step brought back, and what went off before it came to them: nothing stays off, away or set
 * aside unsaid (R1, R6, R8).
 */
const notRestored = ({ steps }: Pick<RunWithSteps, 'steps'>, moveHome: boolean, powerOf: PowerOf): readonly string[] => {
  const back = new Set(
    steps.filter((step) => step.direction === 'up' && step.state === 'done' && !isHalfway(step)).map((step) => step.object.id),
  )
  const isTaken = (step: Step): boolean => {
    const action = currentAction(step)
    return action !== 'keep' && (action !== 'migrate' || moveHome)
  }
  const taken = vmsTaken(steps).filter((step) => step.state === 'done' && ranBefore(step) === true && isTaken(step))
  const isBackElsewhere = ({ isGuest, object }: Step): boolean => isGuest === true && powerOf(object.id) === 'on'
  const away = taken.filter((step) => !back.has(step.object.id) && !isBackElsewhere(step))
  // Of a host without power some managers can tell nothing, nor of its VMs: what nobody sees running is named.
  const offBefore = neverCalled(steps).filter(({ object, before }) => before.power === 'on' && powerOf(object.id) !== 'on')
  return [...new Set([...away, ...offBefore, ...isSetAside(steps)].map((step) => step.object.name))]
}

/** VMs that it came to without knowing whether they ran, and that do not run now: only a person can say whether they should (R6). */
const notKnown = (steps: readonly Step[], powerOf: PowerOf): readonly string[] => {
  const unclear = vmsTaken(steps).filter((step) => wasTouched(step) && ranBefore(step) === null)
  const isRunning = ({ object }: Step): boolean => ['on', 'paused'].includes(powerOf(object.id) ?? 'unknown')
  return [...new Set(unclear.filter((step) => !isRunning(step)).map(({ object }) => object.name))]
}

/** What somebody has switched off while the outage lasted, or between two, and nobody switched on again. */
const leftOff = (steps: readonly Step[], powerOf: PowerOf): readonly Step[] =>
  steps.filter(
    (step) =>
      isSwitchedOff(step) &&
      powerOf(step.object.id) !== 'on' &&
      !steps.some(({ object, seq }) => object.id === step.object.id && seq > step.seq),
  )

/** VMs that ran as the outage began, and of which their manager, one of `unread`, has told nothing since. */
const notSeen = (steps: readonly Step[], unread: ReadonlySet<string>): readonly Step[] =>
  neverCalled(steps).filter(({ object }) => object.kind === 'vm' && unread.has(managerOf({ object })))

/**
 * What a run that ends leaves otherwise than it found it, by name, and in words: none where all is as before. `unread`: managers that
 * were not read since the mains returned.
 */
export const leftUndone = (
  run: Pick<RunWithSteps, 'steps' | 'switchedOff'>,
  moveHome: boolean,
  powerOf: PowerOf,
  unread: ReadonlySet<string> = new Set(),
): {
  readonly failed: readonly string[]
  readonly stillOff: readonly string[]
  readonly notKnown: readonly string[]
  readonly held: readonly string[]
  /** What an empty battery took before the run came to it, and the run has started again. */
  readonly lostPower: readonly string[]
  readonly words: readonly string[]
} => {
  const names = (steps: readonly Step[]): readonly string[] => steps.map(({ object }) => object.name)
  const failed = names(run.steps.filter((step) => step.state === 'failed'))
  const hostsOff = new Set((run.switchedOff ?? []).flatMap(({ name, isVerified }) => (isVerified ? [name] : [])))
  const stillOff = notRestored(run, moveHome, powerOf).filter((name) => !hostsOff.has(name))
  const unclear = notKnown(run.steps, powerOf)
  const lost = namesOfLost(run.steps)
  const unseen = names(notSeen(run.steps, unread))
  const off = [...names(leftOff(run.steps, powerOf)), ...hostsOff]
  const held = names(run.steps.filter(isOpen))
  const words = [
    failed.length === 0 ? [] : `${failed.length} steps failed: ${failed.join(', ')}`,
    stillOff.length === 0 ? [] : `not as before: ${stillOff.join(', ')}`,
    unseen.length === 0 ? [] : `not seen since the mains returned, and left as they are: ${unseen.join(', ')}`,
    off.length === 0 ? [] : `switched off by another hand, and left off: ${off.join(', ')}`,
    unclear.length === 0 ? [] : `not known whether they ran before, and not started: ${unclear.join(', ')}`,
    lost.length === 0 ? [] : `without power before their shutdown was called, and started again: ${lost.join(', ')}`,
    held.length === 0 ? [] : `still kept back, and put back as soon as that may be: ${held.join(', ')}`,
  ].flat()
  return { failed, stillOff, notKnown: unclear, held, lostPower: lost, words }
}

/** Why objects stay as they are, of all that was noted when their way back was last looked for. */
export const notesOn = <T extends { readonly message: string }>(
  names: readonly string[],
  { notes }: { readonly notes: readonly T[] },
): readonly T[] => notes.filter(({ message }) => names.some((name) => message.startsWith(`${name}: `)))
