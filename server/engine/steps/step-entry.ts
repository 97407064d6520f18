import { beginsBefore } from '../../decide/schedule'
import type { JournalDraft } from '../../domain/journal'
import { LONGEST_WAIT_FOR_MANAGERS_MS } from '../../domain/read-since'
import type { CalledOff, RunWithSteps, Step, StepAction } from '../../domain/run'
import { readRunSentence } from '../../domain/run-sentences'
import type { World } from '../../domain/world'

export type StepEntry = Omit<JournalDraft, 'runId'>

interface Told {
  readonly kind: string
  readonly message: string
  readonly outcome?: JournalDraft['outcome']
  readonly reason?: string | null
  readonly data?: { readonly [key: string]: string | number | null }
}

/** What the journal says of a step. */
export const stepEntry = ({ id, seq, direction, object }: Step, atMs: number, told: Told): StepEntry => ({
  atMs,
  kind: told.kind,
  actor: 'engine',
  channel: 'engine',
  object: { kind: object.kind, id: object.id, name: object.name },
  reason: told.reason ?? null,
  outcome: told.outcome ?? null,
  message: told.message,
  data: { ...told.data, stepId: id, seq, direction },
})

/** That a VM starts although what it hangs on has not started: a person is told (R3). */
export const startsWithout = (run: Pick<RunWithSteps, 'steps'>, step: Step, atMs: number): readonly StepEntry[] => {
  const names = beginsBefore(run, step)
  if (names.length === 0) return []
  const minutes = LONGEST_WAIT_FOR_MANAGERS_MS / 60_000
  const message = `${step.object.name}: it starts before ${names.join(', ')}, whose manager has not been asked, or has told nothing, for ${minutes} minutes (R3)`
  return [stepEntry(step, atMs, { kind: 'run.note', message })]
}

/** What a move takes along besides, as said after it; nothing for most. */
export const withDisks = ({ storage }: Step): string =>
  storage === undefined ? '' : `, with ${Math.round(storage.gibibytes * 10) / 10} GiB of disks to ${storage.datastoreName}`

/** That a move, or a copy of disks, is to be cancelled, before it is. */
export const calledOffEntry = (step: Step, { atMs, why, endsAs }: CalledOff): StepEntry =>
  stepEntry(step, atMs, {
    kind: 'step.called-off',
    message:
      step.storage === undefined
        ? `The move of ${step.object.name} is called off: ${why}`
        : `The copy of ${step.object.name}'s disks is cancelled: ${why}`,
    reason: why,
    data: { endsAs },
  })

/** That it is not cancelled, and so waited for. */
export const awaitedEntry = (step: Step, atMs: number, why: string): StepEntry =>
  stepEntry(step, atMs, {
    kind: 'step.awaited',
    message: `The move of ${step.object.name} is not cancelled by its manager, so its end is awaited: ${why}`,
    reason: why,
  })

/** Disks that a move has left behind and that nothing deletes by itself, in words; null: there are none. */
export const leftBehind = (
  { object, before, storage, attempts }: Step,
  state: Step['state'],
  result: string,
  { hosts }: Pick<World, 'hosts'>,
): Told | null => {
  const left = storage?.leaves ?? []
  // What is not the same after its move has been moved, too.
  const isMoved = state === 'done' || readRunSentence(result)?.name === 'changed'
  if (!isMoved || attempts.length === 0 || left.length === 0) return null
  const host = hosts.find(({ id }) => id === before.hostId)?.name ?? 'the host that it came from'
  return {
    kind: 'step.left-behind',
    message: `The old disks of ${object.name} stay on ${host}: ${left.join(', ')}. Delete them there once it is certain that it runs well; until then it cannot be moved back there with its storage`,
    data: { host, disks: left.join(', ') },
  }
}

/** An action as a verb for people. */
export const describeAction = (action: StepAction): string => {
  switch (action) {
    case 'shutdown':
      return 'shut down'
    case 'power-off':
      return 'power off'
    case 'save-state':
      return 'save the state of'
    case 'migrate':
      return 'migrate'
    case 'keep':
      return 'keep'
    case 'start':
      return 'start'
    case 'migrate-home':
      return 'migrate home'
    case 'enter-maintenance':
      return 'enter maintenance on'
    case 'exit-maintenance':
      return 'exit maintenance on'
    case 'shutdown-host':
      return 'shut down host'
    case 'power-on-host':
      return 'power on host'
    case 'reboot-host':
      return 'reboot host'
    case 'disarm':
      return 'set aside'
    case 'restore':
      return 'put back'
  }
}
