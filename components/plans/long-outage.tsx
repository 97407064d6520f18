'use client'

import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { Check } from '@/components/ui/check'
import { Select } from '@/components/ui/select'
import type { PlanContent } from '@/server/domain/plan'
import { DurationField } from './duration-field'

/** What a set time begins with when a person switches it on. */
const FIRST_SECONDS = { shed: 1_800, end: 7_200 } as const
const LIMITS = { min: 60, max: 86_400 } as const
const TIERS = ['3', '2', '1'] as const
const TIER_OF = { '1': 1, '2': 2, '3': 3 } as const

/** What ends beyond set times on battery, whatever the stages say. */
export const LongOutage = ({
  content,
  onChange,
}: {
  readonly content: PlanContent
  readonly onChange: (content: PlanContent) => void
}) => {
  const m = useMessages()
  const format = useFormat()
  const { longOutage } = content
  const { shedAfterSeconds, shedTier, endAfterSeconds } = longOutage
  const set = (change: Partial<PlanContent['longOutage']>): void =>
    onChange({ ...content, longOutage: { ...longOutage, ...change } })
  return (
    <>
      {shedAfterSeconds === null && endAfterSeconds === null ? (
        <p className="text-xs text-fg-2">{m.plans.longOutageOff}</p>
      ) : null}
      <Check
        isSelected={shedAfterSeconds !== null}
        onChange={(isOn) => set({ shedAfterSeconds: isOn ? FIRST_SECONDS.shed : null })}
      >
        {m.plans.longShed}
      </Check>
      {shedAfterSeconds === null ? null : (
        <>
          <div className="grid grid-cols-[84px_minmax(0,1fr)] items-start gap-2">
            <DurationField
              label={m.plans.longAfter}
              seconds={shedAfterSeconds}
              {...LIMITS}
              onChange={(seconds) => set({ shedAfterSeconds: seconds })}
            />
            <Select
              label={m.plans.longShedTier}
              value={TIERS.find((tier) => TIER_OF[tier] === shedTier) ?? '3'}
              onChange={(tier) => set({ shedTier: TIER_OF[tier] })}
              choices={TIERS.map((id) => ({ id, label: m.plans.longTier[TIER_OF[id]] }))}
            />
          </div>
          <p className="text-xs text-fg-2">
            {m.plans.longShedEffect(format.duration(shedAfterSeconds), m.plans.longTier[shedTier])}
          </p>
        </>
      )}
      <Check isSelected={endAfterSeconds !== null} onChange={(isOn) => set({ endAfterSeconds: isOn ? FIRST_SECONDS.end : null })}>
        {m.plans.longEnd}
      </Check>
      {endAfterSeconds === null ? null : (
        <>
          <DurationField
            label={m.plans.longAfter}
            seconds={endAfterSeconds}
            {...LIMITS}
            onChange={(seconds) => set({ endAfterSeconds: seconds })}
          />
          <p className="text-xs text-fg-2">{m.plans.longEndEffect(format.duration(endAfterSeconds))}</p>
        </>
      )}
    </>
  )
}
