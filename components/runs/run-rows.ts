import { lateEndsOf } from '@/components/charts/late-ends'
import type { TimelineBar, TimelineRow } from '@/components/charts/timeline-row'
import { formatDuration } from '@/components/format/duration'
import { latestOnAxis } from '@/components/status/latest-words'
import { stageLabels } from '@/components/status/stage-labels'
import type { Messages } from '@/components/messages/messages'
import type { Forecast, ForecastBar } from '@/server/domain/forecast'
import type { PlanMoments } from '@/server/domain/latest-moment'
import type { RunWithSteps, Step } from '@/server/domain/run'

const LOOK = {
  pending: 'planned',
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'planned',
  cancelled: 'planned',
} as const

/** Where the run's time axis begins: with the outage, or where there is none with the run. */
export const originOf = (run: Pick<RunWithSteps, 'outageStartedAtMs' | 'startedAtMs'>): number =>
  run.outageStartedAtMs ?? run.startedAtMs

const barOf = (step: Step, originMs: number, nowMs: number, m: Messages): readonly TimelineBar[] => {
  if (step.startedAtMs === null) return []
  const startSeconds = (step.startedAtMs - originMs) / 1000
  const endSeconds = ((step.endedAtMs ?? nowMs) - originMs) / 1000
  const title = `${step.object.name}: ${m.status.action[step.action]}, ${m.status.step[step.state]}, ${formatDuration(endSeconds - startSeconds)}`
  return [{ key: step.id, title, startSeconds, endSeconds, look: LOOK[step.state] }]
}

const noteOf = (steps: readonly Step[]): string => {
  const done = steps.filter(({ state }) => state === 'done').length
  return `${done}/${steps.length}`
}

/** What overlaps is one outline: outlines laid over each other cannot be read. */
const merged = (planned: readonly TimelineBar[]): readonly TimelineBar[] => {
  const found: TimelineBar[] = []
  for (const bar of planned.toSorted((a, b) => a.startSeconds - b.startSeconds)) {
    const last = found.at(-1)
    if (last && bar.startSeconds <= last.endSeconds)
      found[found.length - 1] = {
        ...last,
        title: `${last.title}\n${bar.title}`,
        endSeconds: Math.max(last.endSeconds, bar.endSeconds),
        lateEndSeconds: Math.max(last.lateEndSeconds ?? last.endSeconds, bar.lateEndSeconds ?? bar.endSeconds),
      }
    else found.push(bar)
  }
  return found
}

/** One row per stage, then VMs that go with their hosts, then hosts, then the way back; what has not begun is taken from the forecast. */
export const runRows = (
  run: RunWithSteps,
  forecast: Forecast | null,
  moments: PlanMoments | null,
  nowMs: number,
  clock: (atMs: number) => string,
  m: Messages,
): readonly TimelineRow[] => {
  const originMs = originOf(run)
  const lateOf = lateEndsOf(forecast)
  const bars = (steps: readonly Step[]): readonly TimelineBar[] => steps.flatMap((step) => barOf(step, originMs, nowMs, m))
  const down = run.steps.filter(({ direction }) => direction === 'down')
  const up = run.steps.filter(({ direction }) => direction === 'up')
  const onHosts = down.filter(({ object }) => object.kind === 'host')
  const names = new Map<string, string>([
    ...(forecast?.stages.map(({ stageId, name }) => [stageId, name] as const) ?? []),
    ...run.fired.map(({ stageId, stageName }) => [stageId, stageName] as const),
  ])
  const begun = new Set<string>(run.steps.filter(({ startedAtMs }) => startedAtMs !== null).map(({ object }) => object.id))
  /** What the forecast tells of objects that no step has begun on. */
  const planned = (isOfRow: (bar: ForecastBar) => boolean): readonly TimelineBar[] =>
    merged(
      (forecast?.bars ?? [])
        .filter((bar) => isOfRow(bar) && !begun.has(bar.object.id))
        .map((bar) => ({
          key: `planned-${bar.object.id}`,
          title: `${bar.name}: ${m.status.action[bar.action]}`,
          startSeconds: bar.startSeconds,
          endSeconds: bar.endSeconds,
          lateEndSeconds: lateOf(bar),
          look: 'planned',
        })),
    )
  const row = (
    key: string,
    label: string,
    steps: readonly Step[],
    toCome: readonly TimelineBar[] = [],
  ): readonly TimelineRow[] =>
    steps.length + toCome.length === 0
      ? []
      : [{ key, label, ...(steps.length === 0 ? {} : { note: noteOf(steps) }), bars: [...bars(steps), ...toCome] }]
  const labels = stageLabels(
    [...names].map(([stageId, name]) => ({ stageId, name })),
    m,
  )
  const stages = [...names].map(([stageId, name], index): TimelineRow => {
    const steps = down.filter((step) => step.stageId === stageId && step.object.kind === 'vm')
    return {
      key: stageId,
      label: labels[index] ?? name,
      note: steps.length > 0 ? noteOf(steps) : undefined,
      bars: [...bars(steps), ...planned((bar) => bar.object.kind === 'vm' && bar.stageId === stageId)],
      latest: latestOnAxis(moments, stageId, (seconds) => clock(originMs + seconds * 1000), m),
    }
  })
  const rest = down.filter(({ object, stageId }) => object.kind === 'vm' && (stageId === null || !names.has(stageId)))
  return [
    ...stages,
    ...row(
      'rest',
      run.kind === 'outage' ? m.plans.withHostsRow : m.status.runKind[run.kind],
      rest,
      planned((bar) => bar.object.kind === 'vm' && (bar.stageId === null || !names.has(bar.stageId))),
    ),
    ...row(
      'hosts',
      m.plans.hostsRow,
      onHosts,
      planned(({ object }) => object.kind === 'host'),
    ),
    ...row('up', m.runs.recovery, up),
  ]
}
