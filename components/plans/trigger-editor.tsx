'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import type { Trigger } from '@/server/domain/plan'
import { DurationField } from './duration-field'
import { PercentField } from './percent-field'
import { TRIGGER_KINDS, triggerOf } from './trigger-words'

const TriggerValue = ({ trigger, onChange }: { readonly trigger: Trigger; readonly onChange: (trigger: Trigger) => void }) => {
  const m = useMessages()
  switch (trigger.kind) {
    case 'seconds-on-battery':
    case 'runtime-at-most':
      return (
        <DurationField
          bare
          label={m.plans.minutes}
          seconds={trigger.seconds}
          onChange={(seconds) => onChange({ ...trigger, seconds })}
        />
      )
    case 'charge-at-most':
      return (
        <PercentField
          bare
          label={m.plans.percent}
          percent={trigger.percent}
          onChange={(percent) => onChange({ ...trigger, percent })}
        />
      )
    case 'low-battery':
    case 'manual':
      return <span />
  }
}

/** Any of them fires; the last one cannot be removed. */
export const TriggerEditor = ({
  label,
  triggers,
  onChange,
}: {
  readonly label: string
  readonly triggers: readonly Trigger[]
  readonly onChange: (triggers: Trigger[]) => void
}) => {
  const m = useMessages()
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-1 text-xs text-fg-3">{label}</legend>
      {triggers.map((trigger, index) => (
        <div key={`${index}-${trigger.kind}`} className="grid grid-cols-[minmax(0,1fr)_84px_auto] items-start gap-2">
          <Select
            bare
            label={m.plans.triggerKind}
            value={trigger.kind}
            choices={TRIGGER_KINDS.map((id) => ({ id, label: m.plans.trigger[id] }))}
            onChange={(kind) => onChange(triggers.with(index, triggerOf(kind)))}
          />
          <TriggerValue trigger={trigger} onChange={(next) => onChange(triggers.with(index, next))} />
          <Button
            variant="quiet"
            size="icon"
            aria-label={m.plans.removeTrigger}
            isDisabled={triggers.length === 1}
            onPress={() => onChange(triggers.toSpliced(index, 1))}
          >
            ×
          </Button>
        </div>
      ))}
      <div>
        <Button size="small" variant="quiet" onPress={() => onChange([...triggers, triggerOf('low-battery')])}>
          + {m.plans.addTrigger}
        </Button>
      </div>
    </fieldset>
  )
}
