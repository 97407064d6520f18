import type { PlanMode } from '@/server/domain/plan'
import type { PowerState } from '@/server/domain/power-state'
import type { CheckResult } from '@/server/domain/preflight'
import type { RunPhase, StepState } from '@/server/domain/run'
import type { Severity } from '@/server/domain/severity'
import type { GroupDoc } from '@/server/domain/view'

/** How bad each state is. Words are in the catalogue, colours and shapes in ui/status-mark. */
export const POWER_SEVERITY = {
  'on-mains': 'normal',
  'on-battery': 'warning',
  'low-battery': 'critical',
  bypass: 'warning',
  off: 'critical',
  'no-contact': 'stale',
  testing: 'advisory',
  unknown: 'stale',
} as const satisfies Record<PowerState, Severity>

export const PHASE_SEVERITY = {
  shedding: 'warning',
  waiting: 'advisory',
  recovering: 'advisory',
  entering: 'maintenance',
  'in-maintenance': 'maintenance',
  leaving: 'maintenance',
  done: 'normal',
  aborted: 'advisory',
  failed: 'critical',
} as const satisfies Record<RunPhase, Severity>

export const STEP_SEVERITY = {
  pending: 'normal',
  running: 'normal',
  done: 'normal',
  failed: 'critical',
  skipped: 'advisory',
  cancelled: 'normal',
} as const satisfies Record<StepState, Severity>

export const MODE_SEVERITY = { unarmed: 'warning', 'dry-run': 'advisory', armed: 'normal' } as const satisfies Record<
  PlanMode,
  Severity
>

export const CHECK_SEVERITY = {
  pass: 'normal',
  warn: 'warning',
  fail: 'critical',
  unknown: 'advisory',
  'not-needed': 'normal',
} as const satisfies Record<CheckResult['state'], Severity>

const TROUBLE: readonly GroupDoc['condition'][] = ['redundancy-lost', 'on-battery', 'low-battery', 'off']

/** In trouble: its power, not our knowledge of it. */
export const inTrouble = (group: Pick<GroupDoc, 'condition'>): boolean => TROUBLE.includes(group.condition)

/** Also a danger that its plan sheds for on live mains, and what waits for a person after it. */
export const wantsNotice = (group: Pick<GroupDoc, 'condition' | 'danger'>): boolean =>
  inTrouble(group) || (group.danger ?? null) !== null

const RANK = { normal: 0, maintenance: 1, advisory: 2, stale: 3, warning: 4, critical: 5 } as const satisfies Record<
  Severity,
  number
>

export const bySeverity = (a: { readonly severity: Severity }, b: { readonly severity: Severity }): number =>
  RANK[b.severity] - RANK[a.severity]

export const worstOf = (severities: readonly Severity[]): Severity =>
  severities.reduce<Severity>((worst, severity) => (RANK[severity] > RANK[worst] ? severity : worst), 'normal')
