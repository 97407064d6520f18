import { forecastQuestion } from '../../domain/plan-file/questions'
import type { PowerGroup } from '../../domain/world'
import type { RejectedForecast } from '../../planner/believed-forecast'
import type { Rejection } from './rejected-plans'

/** That a group's forecast is not believed. Each rule is told once per group. */
export const forecastRejection = (
  { id, name }: Pick<PowerGroup, 'id' | 'name'>,
  { question, forecast, violations }: RejectedForecast,
): Rejection => ({
  object: { kind: 'group', id, name },
  runId: null,
  actor: 'engine',
  channel: 'engine',
  message: `The forecast of ${name} is not believed: ${violations[0]?.message ?? ''}`,
  violations: violations.map(({ rule, message }) => ({ subject: null, rule, message })),
  findings: violations.map(({ rule }) => rule),
  question: () => forecastQuestion({ ...question, fromSeconds: question.fromSeconds ?? 0, forecast }),
})
