import type { JournalDraft } from '../../domain/journal'
import type { Step, StepAction } from '../../domain/run'

export type StepEntry = Omit<JournalDraft, 'runId'>

/** What the journal says of a step. */
export const stepEntry = (
  { id, seq, direction, object }: Step,
  atMs: number,
  told: {
    readonly kind: string
    readonly message: string
    readonly outcome?: JournalDraft['outcome']
    readonly reason?: string | null
    readonly data?: { readonly [key: string]: string | number | null }
  },
): StepEntry => ({
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
