import { lateEndsOf } from '@/components/charts/late-ends'
import type { TimelineBar, TimelineRow } from '@/components/charts/timeline-row'
import { formatDuration } from '@/components/format/duration'
import type { Messages } from '@/components/messages/messages'
import { latestOnAxis } from '@/components/status/latest-words'
import { stageLabels } from '@/components/status/stage-labels'
import type { Forecast, ForecastBar, ForecastStage } from '@/server/domain/forecast'
import type { PlanMoments } from '@/server/domain/latest-moment'

/** A stage without a bar ends nothing: what it names has ended before, or is nowhere. */
const noteOf = ({ firesAtSeconds, endsAtSeconds }: ForecastStage, endsSomething: boolean, m: Messages): string | undefined => {
  if (firesAtSeconds === null) return m.plans.neverFires
  if (!endsSomething) return m.plans.firesAt(formatDuration(firesAtSeconds))
  return endsAtSeconds === null ? undefined : m.plans.endsAt(formatDuration(endsAtSeconds))
}

/** One row per stage, then the VMs that end with their hosts, then the hosts. */
export const forecastRows = (forecast: Forecast, moments: PlanMoments | null, m: Messages): readonly TimelineRow[] => {
  const lateOf = lateEndsOf(forecast)
  const drawn = (bars: readonly ForecastBar[]): readonly TimelineBar[] =>
    bars.map((bar) => ({
      key: `${bar.object.id}-${bar.action}`,
      title: m.plans.barTitle(
        bar.name,
        m.status.action[bar.action],
        formatDuration(bar.startSeconds),
        formatDuration(bar.endSeconds),
        lateOf(bar) === undefined ? null : formatDuration(lateOf(bar) ?? bar.endSeconds),
      ),
      startSeconds: bar.startSeconds,
      endSeconds: bar.endSeconds,
      lateEndSeconds: lateOf(bar),
      look: 'expected' as const,
    }))
  const vms = forecast.bars.filter(({ object }) => object.kind === 'vm')
  const labels = stageLabels(forecast.stages, m)
  const stages = forecast.stages.map((stage, index): TimelineRow => {
    const bars = drawn(vms.filter(({ stageId }) => stageId === stage.stageId))
    const note = noteOf(stage, bars.length > 0, m)
    return {
      key: stage.stageId,
      label: labels[index] ?? stage.name,
      ...(note === undefined ? {} : { note }),
      bars,
      latest: latestOnAxis(moments, stage.stageId, formatDuration, m),
    }
  })
  const withHosts = drawn(vms.filter(({ stageId }) => stageId === null))
  const hosts = drawn(forecast.bars.filter(({ object }) => object.kind === 'host'))
  return [
    ...stages,
    ...(withHosts.length === 0 ? [] : [{ key: 'with-hosts', label: m.plans.withHostsRow, bars: withHosts }]),
    ...(hosts.length === 0 ? [] : [{ key: 'hosts', label: m.plans.hostsRow, bars: hosts }]),
  ]
}

/** Those of the VMs that a stage ends or moves which end with their hosts, by name: their stage comes too late for them. */
export const endWithHosts = ({ bars }: Pick<Forecast, 'bars'>, ending: ReadonlySet<string>): readonly string[] =>
  bars.flatMap(({ object, stageId, name }) => (object.kind === 'vm' && stageId === null && ending.has(object.id) ? [name] : []))
