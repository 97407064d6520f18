import { setTimeout as sleep } from 'node:timers/promises'
import type { UpsCommand } from '../../../domain/ups-command'
import {
  type CallOptions,
  type CommandAnswer,
  type DriverFailure,
  type DriverResult,
  ok,
  unknownOutcome,
  unsupported,
} from '../../ports'
import type { CommandPlan, SnmpWrite } from './commands'
import { planCommand } from './plan-command'
import type { SnmpFamily } from './snmp-family'
import type { SnmpSession } from './snmp-session'

/** A write is done in a moment or not at all; what is left of the deadline is for looking. */
const LONGEST_WRITE_MS = 3_000
const LOOK_EVERY_MS = 400
const LONGEST_LOOK_MS = 1_000

type Written =
  | { readonly kind: 'all' }
  /** The last one had no answer: what is read back decides. */
  | { readonly kind: 'perhaps'; readonly failure: DriverFailure }
  | { readonly kind: 'no'; readonly failure: DriverFailure; readonly done: readonly SnmpWrite[] }

const wordsOf = (writes: readonly SnmpWrite[]): string => writes.map(({ name, value }) => `${name} = ${value}`).join(', ')

const write = async (
  session: SnmpSession,
  writes: readonly SnmpWrite[],
  endsAt: number,
  options: CallOptions,
): Promise<Written> => {
  for (const [index, one] of writes.entries()) {
    const leftMs = endsAt - performance.now()
    const deadlineMs = Math.max(1, Math.min(LONGEST_WRITE_MS, leftMs / 2))
    const done = writes.slice(0, index)
    const result = await session.set(one, { ...options, deadlineMs })
    if (result.kind === 'ok') continue
    if (result.kind === 'unknown' && index === writes.length - 1) return { kind: 'perhaps', failure: result }
    return { kind: 'no', failure: result, done }
  }
  return { kind: 'all' }
}

/** Looks until it is so, or the time is over; null: what is shown does not tell. */
const lookUntilSo = async (
  session: SnmpSession,
  plan: CommandPlan,
  endsAt: number,
  options: CallOptions,
): Promise<boolean | null> => {
  const { readBack } = plan
  if (readBack.length === 0) return null
  const essential = new Set(readBack)
  let confirmed: boolean | null = null
  for (;;) {
    const leftMs = endsAt - performance.now()
    if (leftMs < 1 || options.signal?.aborted === true) return confirmed
    const deadlineMs = Math.min(LONGEST_LOOK_MS, leftMs)
    const answers = await session.get([...readBack], { ...options, deadlineMs }, { essential, steady: new Set() })
    if (answers.kind === 'ok') {
      confirmed = plan.confirms(answers.value)
      if (confirmed === true) return true
    }
    await sleep(Math.min(LOOK_EVERY_MS, Math.max(1, endsAt - performance.now())))
  }
}

const answerOf = (label: string, writes: readonly SnmpWrite[], confirmed: boolean | null): CommandAnswer => {
  const shown = confirmed === null ? 'it shows nothing that would tell' : confirmed ? 'and shows it' : 'but shows something else'
  return { confirmed, said: `${label}: it took ${wordsOf(writes)}, ${shown}` }
}

const attempt = async (
  { label }: SnmpFamily,
  plan: CommandPlan,
  session: SnmpSession,
  endsAt: number,
  options: CallOptions,
): Promise<DriverResult<CommandAnswer>> => {
  const written = await write(session, plan.writes, endsAt, options)
  if (written.kind === 'no') {
    const { failure, done } = written
    return done.length === 0
      ? failure
      : {
          // Half of it is set: no other family is to begin anew.
          kind: failure.kind === 'unsupported' ? 'refused' : failure.kind,
          message: `${failure.message}. Set before it, and without effect by itself: ${wordsOf(done)}`,
          hint: failure.hint,
        }
  }
  const confirmed = await lookUntilSo(session, plan, endsAt, options)
  if (written.kind === 'all') return ok(answerOf(label, plan.writes, confirmed))
  if (confirmed === true) return ok({ confirmed, said: `${label}: no answer to ${wordsOf(plan.writes)}, but it shows it` })
  return unknownOutcome(written.failure.message, written.failure.hint)
}

/** Tells a device that serves these families, the richest first; one that lacks the object leaves it to the next. */
export const carryOut = async (
  families: readonly SnmpFamily[],
  session: SnmpSession,
  command: UpsCommand,
  options: CallOptions,
): Promise<DriverResult<CommandAnswer>> => {
  const endsAt = performance.now() + options.deadlineMs
  let refusal: DriverFailure | null = null
  for (const family of families) {
    const plan = planCommand(family.commands, command)
    if (plan === null) continue
    if ('impossible' in plan) {
      refusal ??= unsupported(plan.impossible, 'Order it another way.')
      continue
    }
    const result = await attempt(family, plan, session, endsAt, options)
    if (result.kind !== 'unsupported') return result
    refusal ??= result
  }
  return refusal ?? unsupported(`This UPS knows no command for ${command.kind}`, 'Use its panel or its own web page.')
}
