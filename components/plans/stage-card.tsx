'use client'

import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { formatDuration } from '@/components/format/duration'
import { isPressing, latestWords } from '@/components/status/latest-words'
import { Button } from '@/components/ui/button'
import type { ForecastStage } from '@/server/domain/forecast'
import type { LatestMoment } from '@/server/domain/latest-moment'
import { isDangerTrigger, type Stage } from '@/server/domain/plan'
import { TriggerList } from './trigger-list'
import { VmList, type VmItem } from './vm-list'

export const StageCard = ({
  stage,
  number,
  items,
  forecast,
  latest,
  selected,
  onSelect,
  onPlace,
  onEdit,
}: {
  readonly stage: Stage
  readonly number: number
  readonly items: readonly VmItem[]
  readonly forecast: ForecastStage | null
  /** Until when it may wait; null: not known yet. */
  readonly latest: LatestMoment | null
  readonly selected: ReadonlySet<string>
  readonly onSelect: (ids: ReadonlySet<string>) => void
  readonly onPlace: (ids: readonly string[], index: number) => void
  readonly onEdit: () => void
}) => {
  const m = useMessages()
  const format = useFormat()
  const latestTold = latest === null || stage.placements.length === 0 ? null : latestWords(latest, formatDuration, m)
  return (
    <section aria-label={m.plans.stageLabel(number, stage.name)} className="rounded-lg border border-line bg-panel">
      <header className="flex min-h-10 flex-wrap items-center gap-x-2.5 border-b border-line px-3 py-1">
        <b className="font-semibold">{number}</b>
        <h2 className="truncate">{stage.name}</h2>
        <span className="text-sm text-fg-2">
          <TriggerList triggers={stage.triggers} />
        </span>
        <span className="ms-auto flex items-center gap-x-1">
          <span className="text-sm text-fg-2">
            {forecast === null ? null : forecast.firesAtSeconds === null && stage.placements.length > 0 ? (
              <span className="text-warn">{stage.triggers.some(isDangerTrigger) ? m.plans.notInOutage : m.plans.neverFires}</span>
            ) : forecast.shedWatts > 0 ? (
              <span title={m.plans.freesHint}>
                {m.plans.frees(format.watts(forecast.shedWatts), format.margin(forecast.gainedSeconds))}
              </span>
            ) : null}
            {latest === null || latestTold === null ? null : (
              <span className={`ms-2.5 ${isPressing(latest) ? 'text-warn' : ''}`}>{latestTold}</span>
            )}
          </span>
          <Button size="small" variant="quiet" aria-label={m.plans.editStage(stage.name)} onPress={onEdit}>
            {m.plans.edit}
          </Button>
        </span>
      </header>
      <div className="p-2">
        <VmList
          label={m.plans.stageLabel(number, stage.name)}
          items={items}
          selected={selected}
          onSelect={onSelect}
          onPlace={onPlace}
          empty={m.plans.dropHere}
        />
      </div>
    </section>
  )
}
