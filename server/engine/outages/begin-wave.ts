import type { RunDecision } from '../../decide/decide-run'
import type { RunWithSteps } from '../../domain/run'
import type { RecoveryNote } from '../../domain/sustain'
import type { RunBook } from '../run-book'
import { type Evidence, runEntry } from './run-entry'

/** The next VMs of a way back start from now on, also for an engine that is started after this one (A1). */
export const beginWave = async (
  book: RunBook,
  run: RunWithSteps,
  { wave, why }: Extract<RunDecision, { kind: 'begin-wave' }>,
  data: Evidence,
  nowMs: number,
): Promise<void> => {
  const names = run.steps.filter((step) => step.wave?.no === wave.no).map(({ object }) => object.name)
  const message = `${run.title}: next to start (${wave.group}): ${names.join(', ')}; ${why}`
  const waves = [...(run.waves ?? []), { no: wave.no, begunAtMs: nowMs }]
  await book.change(run.id, { run: { waves } }, [runEntry(run, nowMs, { kind: 'run.wave-begins', message, data, reason: why })])
}

/** What the way back waits for is shown as it changes; written down when it begins to, and when it goes on without (K1). */
export const noteRecovery = async (
  book: RunBook,
  run: RunWithSteps,
  note: RecoveryNote | null,
  data: Evidence,
  nowMs: number,
): Promise<void> => {
  const before = run.recoveryNote ?? null
  const isNews = note !== null && (before === null || before.isUnprotected !== note.isUnprotected)
  const message = `The way back of ${run.title} ${note?.isUnprotected === true ? 'goes on' : 'waits'}: ${note?.why ?? ''}`
  const told = { kind: note?.isUnprotected === true ? 'run.unprotected' : 'run.recovery-waits', message, data }
  await book.change(run.id, { run: { recoveryNote: note } }, isNews ? [runEntry(run, nowMs, told)] : [])
}
