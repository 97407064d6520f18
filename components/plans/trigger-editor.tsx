'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { DANGER_SECONDS } from '@/server/domain/danger'
import { isDangerTrigger, type DangerTrigger, type Trigger } from '@/server/domain/plan'
import { CelsiusField } from './celsius-field'
import { DurationField } from './duration-field'
import { PercentField } from './percent-field'
import { TRIGGER_KINDS, triggerOf } from './trigger-words'

const DangerSeconds = ({
  trigger,
  onChange,
}: {
  readonly trigger: DangerTrigger
  readonly onChange: (trigger: Trigger) => void
}) => {
  const m = useMessages()
  return (
    <DurationField
      bare
      label={m.plans.minutes}
      seconds={trigger.seconds}
      min={DANGER_SECONDS.min}
      max={DANGER_SECONDS.max}
      onChange={(seconds) => onChange({ ...trigger, seconds })}
    />
  )
}

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
    case 'temperature-at-least':
      return (
        <CelsiusField
          label={m.plans.celsius}
          celsius={trigger.celsius}
          onChange={(celsius) => onChange({ ...trigger, celsius })}
        />
      )
    case 'overload':
    case 'battery-fault':
      return <DangerSeconds trigger={trigger} onChange={onChange} />
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
          {trigger.kind === 'temperature-at-least' ? (
            <>
              <span className="self-center text-end text-sm text-fg-2">{m.plans.forAtLeast}</span>
              <DangerSeconds trigger={trigger} onChange={(next) => onChange(triggers.with(index, next))} />
            </>
          ) : null}
          {isDangerTrigger(trigger) ? (
            <p className="col-span-full text-xs text-fg-3">{m.plans.dangerHint[trigger.kind]}</p>
          ) : null}
        </div>
      ))}
      {triggers.some(isDangerTrigger) ? <p className="text-xs text-fg-3">{m.plans.dangerBack}</p> : null}
      <div>
        <Button size="small" variant="quiet" onPress={() => onChange([...triggers, triggerOf('low-battery')])}>
          + {m.plans.addTrigger}
        </Button>
      </div>
    </fieldset>
  )
}
