'use client'

import type { ReactNode } from 'react'
import { useMessages } from '@/components/messages/use-messages'
import { Check } from '@/components/ui/check'
import { Select } from '@/components/ui/select'
import { VM_ACTIONS, VM_FALLBACKS, type PlanContent } from '@/server/domain/plan'
import { DurationField } from './duration-field'
import { LongOutage } from './long-outage'
import { PercentField } from './percent-field'
import { TriggerEditor } from './trigger-editor'

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="grid gap-2.5 border-t border-line pt-3">
    <h3 className="font-[550]">{title}</h3>
    {children}
  </section>
)

/** What holds for the whole plan; shown while no VM is selected. */
export const PlanSettings = ({
  content,
  onChange,
}: {
  readonly content: PlanContent
  readonly onChange: (content: PlanContent) => void
}) => {
  const m = useMessages()
  const { unplaced, hosts, recovery } = content
  const setRecovery = (change: Partial<PlanContent['recovery']>): void =>
    onChange({ ...content, recovery: { ...recovery, ...change } })
  return (
    <div className="grid content-start gap-3">
      <h2>{m.plans.settings}</h2>
      <DurationField
        label={m.plans.reserve}
        seconds={content.reserveSeconds}
        max={14_400}
        onChange={(reserveSeconds) => onChange({ ...content, reserveSeconds })}
      />
      <Part title={m.plans.unplaced}>
        <Select
          label={m.plans.action}
          value={unplaced.action}
          onChange={(action) => onChange({ ...content, unplaced: { ...unplaced, action } })}
          choices={VM_ACTIONS.map((id) => ({ id, label: m.status.action[id] }))}
        />
        <div className="grid grid-cols-[84px_minmax(0,1fr)] items-start gap-2">
          <DurationField
            label={m.plans.limit}
            seconds={unplaced.limitSeconds}
            min={5}
            max={14_400}
            onChange={(limitSeconds) => onChange({ ...content, unplaced: { ...unplaced, limitSeconds } })}
          />
          <Select
            label={m.plans.fallback}
            value={unplaced.fallback}
            onChange={(fallback) => onChange({ ...content, unplaced: { ...unplaced, fallback } })}
            choices={VM_FALLBACKS.map((id) => ({ id, label: m.status.fallback[id] }))}
          />
        </div>
      </Part>
      <Part title={m.plans.shedding}>
        <Check
          isSelected={content.shedding === 'by-value'}
          onChange={(isByValue) => onChange({ ...content, shedding: isByValue ? 'by-value' : 'at-once' })}
        >
          {m.plans.byValue}
        </Check>
        <p className="text-xs text-fg-2">{content.shedding === 'by-value' ? m.plans.byValueOn : m.plans.byValueOff}</p>
      </Part>
      <Part title={m.plans.longOutage}>
        <LongOutage content={content} onChange={onChange} />
      </Part>
      <Part title={m.plans.hosts}>
        <Select
          label={m.plans.action}
          value={hosts.action}
          onChange={(action) => onChange({ ...content, hosts: { ...hosts, action } })}
          choices={[
            { id: 'keep', label: m.plans.hostAction.keep },
            { id: 'shutdown', label: m.plans.hostAction.shutdown },
          ]}
        />
        {hosts.action === 'shutdown' ? (
          <>
            <TriggerEditor
              label={m.plans.hostsWhen}
              triggers={hosts.triggers}
              onChange={(triggers) => onChange({ ...content, hosts: { ...hosts, triggers } })}
            />
            <DurationField
              label={m.plans.hostsLimit}
              seconds={hosts.limitSeconds}
              min={5}
              max={14_400}
              onChange={(limitSeconds) => onChange({ ...content, hosts: { ...hosts, limitSeconds } })}
            />
          </>
        ) : null}
      </Part>
      <Part title={m.plans.recovery}>
        <div className="grid grid-cols-2 gap-2">
          <PercentField
            label={m.plans.minCharge}
            percent={recovery.minChargePercent}
            onChange={(minChargePercent) => setRecovery({ minChargePercent })}
          />
          <DurationField
            label={m.plans.steady}
            seconds={recovery.steadySeconds}
            max={3_600}
            onChange={(steadySeconds) => setRecovery({ steadySeconds })}
          />
        </div>
        <Check isSelected={recovery.startVms} onChange={(startVms) => setRecovery({ startVms })}>
          {m.plans.startVms}
        </Check>
        <Check isSelected={recovery.moveHome} onChange={(moveHome) => setRecovery({ moveHome })}>
          {m.plans.moveHome}
        </Check>
        <DurationField
          label={m.plans.startLimit}
          seconds={recovery.startLimitSeconds}
          min={5}
          max={14_400}
          onChange={(startLimitSeconds) => setRecovery({ startLimitSeconds })}
        />
      </Part>
    </div>
  )
}
