import { formatDuration } from '@/components/format/duration'
import type { Messages } from '@/components/messages/messages'
import { RECHARGE_SECONDS_PER_DISCHARGED_SECOND } from '@/server/domain/battery'
import type { PlanContent } from '@/server/domain/plan'
import { LONGEST_WAIT_FOR_MANAGERS_MS, unreadSince } from '@/server/domain/read-since'
import type { RunWithSteps } from '@/server/domain/run'
import type { GroupDoc } from '@/server/domain/view'
import type { ManagerView } from '@/server/domain/world'

type Charge = Pick<GroupDoc, 'chargePercent'>

const timeWords = (seconds: number): string => (seconds < 60 ? `${Math.floor(seconds)} s` : formatDuration(seconds))

/** A charge that is not reached is never rounded up to it. */
const chargeLacks = (
  run: RunWithSteps,
  { chargePercent }: Charge,
  minChargePercent: number,
  steadySeconds: number,
  percent: (value: number) => string,
  m: Messages,
): readonly string[] => {
  if (chargePercent !== null)
    return chargePercent >= minChargePercent
      ? []
      : [m.runs.waits.charge(percent(Math.floor(chargePercent)), percent(minChargePercent))]
  if (run.outageStartedAtMs === null || run.mainsBackAtMs === null) return []
  const left = (RECHARGE_SECONDS_PER_DISCHARGED_SECOND * (run.mainsBackAtMs - run.outageStartedAtMs)) / 1000 - steadySeconds
  return left <= 0 ? [] : [m.runs.waits.noCharge(timeWords(left))]
}

/** Managers of what it took down that were not read since, by name. */
const managersLack = (run: RunWithSteps, managers: readonly ManagerView[], nowMs: number, m: Messages): readonly string[] => {
  const { mainsBackAtMs } = run
  const leftMs = (mainsBackAtMs ?? 0) + LONGEST_WAIT_FOR_MANAGERS_MS - nowMs
  const names = unreadSince(run, managers).map(({ name }) => name)
  return leftMs <= 0 || names.length === 0 ? [] : [m.runs.waits.managers(names.join(', '), timeWords(leftMs / 1000))]
}

/** What a run whose mains are back still lacks before it brings everything back; null: nothing that is known here, or a person. */
export const waitLine = (
  run: RunWithSteps,
  group: Charge | null,
  recovery: PlanContent['recovery'] | null,
  nowMs: number,
  percent: (value: number) => string,
  m: Messages,
  managers: readonly ManagerView[] = [],
): string | null => {
  if (run.phase !== 'waiting' || run.heldSinceMs !== null || run.mainsBackAtMs === null) return null
  const open = run.steps.filter(({ direction, state }) => direction === 'down' && (state === 'pending' || state === 'running'))
  const steady = Math.max(0, nowMs - run.mainsBackAtMs) / 1000
  const lacks = [
    ...(open.length === 0 ? [] : [m.runs.waits.steps(open.length)]),
    ...(recovery === null || steady >= recovery.steadySeconds
      ? []
      : [m.runs.waits.steady(timeWords(recovery.steadySeconds), timeWords(steady))]),
    ...(recovery === null || group === null || run.recoveryNote?.lack !== undefined || run.recoveryNote?.isChargeUntold === true
      ? []
      : chargeLacks(run, group, recovery.minChargePercent, steady, percent, m)),
    ...managersLack(run, managers, nowMs, m),
  ]
  return lacks.length === 0 ? null : m.runs.waitsFor(lacks.join('; '))
}
